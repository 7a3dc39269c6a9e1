package io.waybill.api.rest;

import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.api.live.Listener;
import io.waybill.api.live.LiveRecords;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordFilters;
import io.waybill.chassis.http.LiveStream;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code GET /events}: records while they change, as server-sent events (HTML, section 9.2). */
final class EventRoutes {
  private final LiveRecords live;

  EventRoutes(LiveRecords live) {
    this.live = live;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/events", this::listen).scoped());
  }

  private Response listen(Request request) {
    Set<String> known = new TreeSet<>(RecordFilters.NAMES);
    known.removeAll(Set.of("since", "until"));
    known.add("progress");
    PageRequest.refuseUnknown(request, known);
    RecordFilter filter = RecordRoutes.filter(request);
    boolean progress =
        switch (request.query("progress").orElse("true")) {
          case "true" -> true;
          case "false" -> false;
          default ->
              throw new ProblemException(Problem.badRequest("progress must be true or false."));
        };
    Listener listener =
        live.listen(filter, progress, request.header("Last-Event-ID"))
            .orElseThrow(
                () ->
                    Unavailable.because(
                        "%d listen already, which is as many as this process serves; try again, or ask another one."
                            .formatted(LiveRecords.MOST)));
    return Response.live("text/event-stream", stream -> tell(listener, stream));
  }

  private static void tell(Listener listener, LiveStream stream) throws InterruptedException {
    EventWriter writer = new EventWriter(stream);
    try (listener) {
      String first = listener.hasGap() ? "reset" : "begin";
      boolean goesOn = writer.write(first, listener.begin(), Map.of("position", listener.begin()));
      while (goesOn) {
        if (stream.isEnding()) {
          goesOn = writer.end("stopping", "This process ends: connect again, with Last-Event-ID.");
        } else if (listener.isTooSlow()) {
          goesOn =
              writer.end("slow", "More happened than you read: connect again, with Last-Event-ID.");
        } else if (listener.isOver()) {
          goesOn =
              writer.end(
                  "time",
                  "It is looked anew at what you may see: connect again, with Last-Event-ID.");
        } else {
          goesOn = writer.write(listener.next(EventWriter.GLANCE));
        }
      }
    } catch (DatabaseUnavailableException away) {
      writer.end(
          "database", "What was missed cannot be read now: connect again, with Last-Event-ID.");
    }
  }
}
