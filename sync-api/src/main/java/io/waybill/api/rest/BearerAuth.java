package io.waybill.api.rest;

import io.waybill.chassis.config.Secret;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lets in who shows one of the configured tokens (RFC 6750); everyone, where there are none. */
final class BearerAuth {
  private static final String SCHEME = "Bearer ";

  private final List<Secret> tokens;

  BearerAuth(List<Secret> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  void check(Request request) {
    if (tokens.isEmpty()) {
      return;
    }
    Optional<String> header = request.header("Authorization");
    if (header.isEmpty()) {
      throw unauthorized(
          "This API wants a token: send the header \"Authorization: Bearer <token>\" with one of"
              + " api.tokens.",
          "Bearer realm=\"waybill\"");
    }
    if (!isKnown(header.get())) {
      throw unauthorized(
          "The token in the Authorization header is none of api.tokens.",
          "Bearer realm=\"waybill\", error=\"invalid_token\"");
    }
  }

  /** Compares with every token, so that the time says nothing about which one is near. */
  private boolean isKnown(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    String candidate = header.substring(SCHEME.length()).strip();
    boolean known = false;
    for (Secret token : tokens) {
      known |= token.matches(candidate);
    }
    return known;
  }

  private static ProblemException unauthorized(String detail, String challenge) {
    return new ProblemException(
        Problem.unauthorized(detail), Map.of("WWW-Authenticate", challenge));
  }
}
