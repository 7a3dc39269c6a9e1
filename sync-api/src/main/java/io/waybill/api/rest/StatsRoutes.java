package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.records.StatisticsReport;
import io.waybill.api.records.StatisticsStore;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code /stats}: how well it went. */
final class StatsRoutes {
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Set<String> KNOWN = Set.of("by", "since", "until");

  private final StatisticsStore statistics;
  private final Clock clock;

  StatsRoutes(StatisticsStore statistics, Clock clock) {
    this.statistics = statistics;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/stats", this::stats).scoped());
  }

  private Response stats(Request request) {
    Caller caller = Caller.of(request);
    Denied.unlessOfWholeRegistries(caller, "tasks are counted by whole registries");
    Parameters parameters = Parameters.of(request, KNOWN);
    StatisticsReport.By by =
        parameters.find("by", StatisticsReport.By.class).orElse(StatisticsReport.By.RULE);
    Optional<Instant> until = parameters.findTime("until");
    Instant end = until.orElseGet(clock::instant);
    Instant begin = parameters.findTime("since").orElse(end.minus(USUAL));
    if (!begin.isBefore(end)) {
      throw new ProblemException(
          Problem.badRequest(
              "since (%s) must be before until (%s%s)."
                  .formatted(begin, end, until.isEmpty() ? ", which is now" : "")));
    }
    return Response.json(200, statistics.report(by, begin, end, caller.scope()));
  }
}
