package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordFilters;
import io.waybill.api.records.RecordPage;
import io.waybill.api.records.RecordStore;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.tasks.TaskId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /records}: what happened. */
final class RecordRoutes {
  private static final String LIST = "records";
  private final RecordStore records;
  private final TaskNames names;

  RecordRoutes(RecordStore records) {
    this.records = records;
    this.names = new TaskNames(records);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/records", this::list).scoped(),
        new Route("GET", "/records/:taskId", this::get).scoped());
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, RecordFilters.NAMES);
    RecordPage found =
        records.list(filter(request), page.after().map(RecordRoutes::position), page.limit());
    RecordPage.Position next = found.next();
    String cursor = next == null ? null : PageRequest.cursor(LIST, place(next));
    return Response.json(200, new Page<>(found.items(), cursor));
  }

  private Response get(Request request) {
    TaskId id = names.require(request);
    return records
        .find(id)
        .filter(record -> Caller.of(request).scope().sees(record.source(), record.target()))
        .map(record -> Response.json(200, record))
        .orElseThrow(() -> noRecord(id));
  }

  static ProblemException noRecord(TaskId id) {
    return new ProblemException(
        Problem.notFound(
            "There is no record of the task %s. If it was made a moment ago, ask again."
                .formatted(id)));
  }

  /** What the query asks for, of what the caller may see. */
  static RecordFilter filter(Request request) {
    try {
      return RecordFilters.parse(
              RecordFilters.NAMES.stream()
                  .collect(Collectors.toMap(Function.identity(), request::queryAll)))
          .seenBy(Caller.of(request).scope());
    } catch (IllegalArgumentException wrong) {
      throw new ProblemException(Problem.badRequest(String.valueOf(wrong.getMessage())));
    }
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
