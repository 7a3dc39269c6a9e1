package io.waybill.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which revision of a thing somebody has seen, and shows as its ETag. */
final class Revisions {
  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"?([0-9]{1,18})\"?");

  private Revisions() {}

  /** As {@code If-Match} says; empty where any revision will do. */
  static OptionalLong expected(Request request) {
    Optional<String> header = request.header("If-Match");
    if (header.isEmpty() || header.get().equals("*")) {
      return OptionalLong.empty();
    }
    Matcher etag = ETAG.matcher(header.get().strip());
    if (!etag.matches()) {
      throw new ProblemException(
          Problem.badRequest(
              "If-Match must be the ETag as you read it, such as \"3\", and nothing else."));
    }
    return OptionalLong.of(Long.parseLong(etag.group(1)));
  }

  /** As {@code If-Match} says, or else the body that was read with GET. */
  static OptionalLong expected(Request request, ObjectNode body) {
    OptionalLong header = expected(request);
    JsonNode seen = body.get("revision");
    return header.isEmpty() && seen != null && seen.isIntegralNumber()
        ? OptionalLong.of(seen.longValue())
        : header;
  }

  /** Whether the caller has this revision already (RFC 9110, 13.1.2: compared weakly). */
  static boolean isKnown(Request request, String etag) {
    return request
        .header("If-None-Match")
        .map(
            known ->
                known.strip().equals("*")
                    || Arrays.stream(known.split(",", -1))
                        .anyMatch(one -> one.strip().replaceFirst("^W/", "").equals(etag)))
        .orElse(false);
  }

  static String etag(long revision) {
    return "\"" + revision + "\"";
  }
}
