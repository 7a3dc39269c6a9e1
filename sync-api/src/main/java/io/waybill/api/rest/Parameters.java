package io.waybill.api.rest;

import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.schemas.wire.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parameters of a question that is no list, with a sentence for each mistake. */
final class Parameters {
  private final Request request;

  private Parameters(Request request) {
    this.request = request;
  }

  /** Refuses those that are not known. */
  static Parameters of(Request request, Set<String> known) {
    for (String name : request.queryNames()) {
      if (!known.contains(name)) {
        throw new ProblemException(
            Problem.badRequest(
                known.isEmpty()
                    ? "There is no parameter \"%s\" here, nor any other.".formatted(name)
                    : "There is no parameter \"%s\" here; known are %s."
                        .formatted(name, String.join(", ", new TreeSet<>(known)))));
      }
    }
    return new Parameters(request);
  }

  <T> Optional<T> find(String name, String expected, Function<String, T> parser) {
    return request.query(name).map(text -> parse(name, text, expected, parser));
  }

  /** One of the constants, by its public name. */
  <E extends Enum<E>> Optional<E> find(String name, Class<E> type) {
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> Json.strict().convertValue(constant, String.class))
            .collect(Collectors.joining(", "));
    return find(name, "one of " + names, text -> Json.strict().convertValue(text, type));
  }

  /** With any offset; a plus sign that was not encoded in the address arrives as a space. */
  Optional<Instant> findTime(String name) {
    return find(
        name,
        "a time such as 2026-11-22T03:00:00Z",
        text -> OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
  }

  static <T> T parse(String name, String text, String expected, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new ProblemException(
          Problem.badRequest("%s must be %s, not \"%s\".".formatted(name, expected, text)));
    }
  }
}
