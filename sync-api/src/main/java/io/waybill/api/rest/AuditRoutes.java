package io.waybill.api.rest;

import io.waybill.api.audit.AuditEntry;
import io.waybill.api.audit.AuditFilter;
import io.waybill.api.audit.AuditTrail;
import io.waybill.api.records.RecordFilter;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /audit}: who changed what. */
final class AuditRoutes {
  private static final String WHY_CLOSED = "the audit trail tells what everybody asked for";
  private static final String LIST = "audit";
  private static final Set<String> FILTERS = Set.of("caller", "method", "path", "since", "until");

  private final AuditTrail trail;

  AuditRoutes(AuditTrail trail) {
    this.trail = trail;
  }

  List<Route> routes() {
    return Route.closed(WHY_CLOSED, new Route("GET", "/audit", Role.ADMIN, this::list));
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, FILTERS);
    RecordFilter times = RecordRoutes.filter(request);
    AuditFilter filter =
        new AuditFilter(
            text(request, "caller"),
            text(request, "method"),
            text(request, "path"),
            times.since(),
            times.until());
    List<AuditEntry> found = trail.list(filter, before(page), page.limit() + 1);
    return Response.json(
        200, Page.of(LIST, found, page.limit(), entry -> Long.toString(entry.id())));
  }

  /** PostgreSQL has no text with a NUL, so that nothing could match. */
  private static @Nullable String text(Request request, String name) {
    String text = request.query(name).orElse(null);
    if (text != null && text.indexOf('\0') >= 0) {
      throw new ProblemException(Problem.badRequest(name + " must not hold a NUL character."));
    }
    return text;
  }

  private static OptionalLong before(PageRequest page) {
    if (page.after().isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(page.after().get()));
    } catch (NumberFormatException forged) {
      throw PageRequest.badCursor();
    }
  }
}
