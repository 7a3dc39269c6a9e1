package io.waybill.api.records;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link RecordFilter} as people write it: in the query of {@code GET /records}, or in the
 * body of what is to be done with such records.
 */
public final class RecordFilters {
  /** Where the task stands; the one name of which several values are any of them. */
  public static final String STATUS = "status";

  /** Planned before this time. */
  public static final String UNTIL = "until";

  private static final String RULE = "rule";

  /** The names that a filter may have. */
  public static final Set<String> NAMES =
      Set.of(
          STATUS,
          RULE,
          "registry",
          "repository",
          "tag",
          "code",
          "trigger",
          "event",
          "since",
          UNTIL);

  private static final String A_TIME = "a time such as 2026-11-22T03:00:00Z";

  private final Map<String, List<String>> said;

  private RecordFilters(Map<String, List<String>> said) {
    this.said = said;
  }

  /**
   * The filter.
   *
   * @param said each name with what was said for it; of names that are not known, nothing is read
   * @throws IllegalArgumentException with a sentence, where a value makes no sense
   */
  public static RecordFilter parse(Map<String, List<String>> said) {
    return new RecordFilters(said).filter();
  }

  private RecordFilter filter() {
    Optional<String> rule = single(RULE);
    Optional<RuleId> ruleId = rule.flatMap(RecordFilters::ruleId);
    return new RecordFilter(
        statuses(),
        ruleId.orElse(null),
        ruleId.isPresent() ? null : rule.orElse(null),
        find("registry", "a registry's name", Registry::of),
        single("repository").orElse(null),
        find("tag", "a tag", Tag::of),
        find("code", "one of " + codes(), FailureCode::valueOf),
        find("trigger", "one of " + names(Trigger.class), name -> named(Trigger.class, name)),
        find("event", "an event's id", EventId::new),
        find("since", A_TIME, RecordFilters::time),
        find(UNTIL, A_TIME, RecordFilters::time));
  }

  private Set<TaskStatus> statuses() {
    return said.getOrDefault(STATUS, List.of()).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(
            value ->
                parse(
                    STATUS,
                    value,
                    "one of " + names(TaskStatus.class),
                    name -> named(TaskStatus.class, name)))
        .collect(Collectors.toSet());
  }

  private <T> @Nullable T find(String name, String expected, Function<String, T> parser) {
    return single(name).map(text -> parse(name, text, expected, parser)).orElse(null);
  }

  private Optional<String> single(String name) {
    List<String> values = said.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new IllegalArgumentException(
          "%s can have one value, and %d are given.".formatted(name, values.size()));
    }
    if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
      // PostgreSQL has no text with it, so that no record could match.
      throw new IllegalArgumentException(name + " must not hold a NUL character.");
    }
    return values.stream().findFirst();
  }

  private static <T> T parse(
      String name, String text, String expected, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new IllegalArgumentException(
          "%s must be %s, not \"%s\".".formatted(name, expected, text), wrong);
    }
  }

  private static Optional<RuleId> ruleId(String text) {
    try {
      return Optional.of(new RuleId(UUID.fromString(text)));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  /** With any offset; a plus sign that was not encoded in the address arrives as a space. */
  private static Instant time(String text) {
    return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
  }

  private static <E extends Enum<E>> E named(Class<E> type, String name) {
    return Json.strict().convertValue(name, type);
  }

  private static <E extends Enum<E>> String names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> Json.strict().convertValue(constant, String.class))
        .collect(Collectors.joining(", "));
  }

  private static String codes() {
    return Arrays.stream(FailureCode.values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
