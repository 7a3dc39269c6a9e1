package io.waybill.api.rest;

import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import java.util.Map;

/** Problems that pass: 503 with Retry-After. */
final class Unavailable {
  private static final String RETRY_AFTER_S = "5";

  private Unavailable() {}

  static ProblemException because(String detail) {
    return because(detail, Problem.unavailable(""));
  }

  static ProblemException because(String detail, Problem kind) {
    return new ProblemException(
        new Problem(kind.status(), kind.title(), detail, kind.type(), kind.extensions()),
        Map.of("Retry-After", RETRY_AFTER_S));
  }
}
