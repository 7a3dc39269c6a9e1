package io.waybill.api.rest;

import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordPage;
import io.waybill.api.records.RecordStore;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /records}: what happened. */
final class RecordRoutes {
  private static final String LIST = "records";
  private static final Set<String> FILTERS =
      Set.of(
          "status",
          "rule",
          "registry",
          "repository",
          "tag",
          "code",
          "trigger",
          "event",
          "since",
          "until");

  private final RecordStore records;

  RecordRoutes(RecordStore records) {
    this.records = records;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/records", this::list), new Route("GET", "/records/:taskId", this::get));
  }

  private Response list(Request request) {
    for (String name : FILTERS) {
      if (request.queryAll(name).stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
        // PostgreSQL has no text with it, so that no record could match.
        throw new ProblemException(Problem.badRequest(name + " must not hold a NUL character."));
      }
    }
    PageRequest page = PageRequest.of(request, LIST, FILTERS);
    RecordPage found =
        records.list(filter(request), page.after().map(RecordRoutes::position), page.limit());
    RecordPage.Position next = found.next();
    String cursor = next == null ? null : PageRequest.cursor(LIST, place(next));
    return Response.json(200, new Page<>(found.items(), cursor));
  }

  private Response get(Request request) {
    TaskId id = taskId(request.pathParameter("taskId"));
    return records
        .find(id)
        .map(record -> Response.json(200, record))
        .orElseThrow(() -> noRecord(id));
  }

  static ProblemException noRecord(TaskId id) {
    return new ProblemException(
        Problem.notFound(
            "There is no record of the task %s. If it was made a moment ago, ask again."
                .formatted(id)));
  }

  private static TaskId taskId(String text) {
    return parse("taskId", text, "a UUID", TaskId::parse);
  }

  private static RecordFilter filter(Request request) {
    Optional<String> rule = request.query("rule");
    Optional<RuleId> ruleId = rule.flatMap(RecordRoutes::ruleId);
    return new RecordFilter(
        statuses(request),
        ruleId.orElse(null),
        ruleId.isPresent() ? null : rule.orElse(null),
        find(request, "registry", "a registry's name", Registry::of),
        request.query("repository").orElse(null),
        find(request, "tag", "a tag", Tag::of),
        find(request, "code", "one of " + codes(), FailureCode::valueOf),
        find(
            request,
            "trigger",
            "one of " + names(Trigger.class),
            name -> named(Trigger.class, name)),
        find(request, "event", "an event's id", EventId::new),
        find(request, "since", "a time such as 2026-11-22T03:00:00Z", RecordRoutes::time),
        find(request, "until", "a time such as 2026-11-22T03:00:00Z", RecordRoutes::time));
  }

  private static Set<TaskStatus> statuses(Request request) {
    return request.queryAll("status").stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(
            value ->
                parse(
                    "status",
                    value,
                    "one of " + names(TaskStatus.class),
                    name -> named(TaskStatus.class, name)))
        .collect(Collectors.toSet());
  }

  private static <T> @Nullable T find(
      Request request, String name, String expected, Function<String, T> parser) {
    return request.query(name).map(text -> parse(name, text, expected, parser)).orElse(null);
  }

  private static <T> T parse(
      String name, String text, String expected, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new ProblemException(
          Problem.badRequest("%s must be %s, not \"%s\".".formatted(name, expected, text)));
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
    return java.time.OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
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

  private static String place(RecordPage.Position position) {
    return position.plannedAt() + " " + position.taskId();
  }

  private static RecordPage.Position position(String place) {
    String[] parts = place.split(" ", -1);
    try {
      return new RecordPage.Position(Instant.parse(parts[0]), TaskId.parse(parts[1]));
    } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException forged) {
      throw PageRequest.badCursor();
    }
  }
}
