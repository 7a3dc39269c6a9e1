package io.waybill.api.rest;

import io.waybill.api.access.Authenticator;
import io.waybill.api.access.Caller;
import io.waybill.api.access.Identity;
import io.waybill.api.audit.AuditTrail;
import io.waybill.api.audit.Deed;
import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.api.database.StatementFailedException;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.chassis.http.Routes;
import io.waybill.chassis.kafka.PublishException;
import java.util.UUID;

/**
 * Stands before every route: says who asks and whether they may, gives the request its number,
 * turns outages into answers, and sees to it that whatever is no GET is in the audit trail.
 */
final class Guard {
  private static final String REQUEST_ID = "X-Request-Id";
  private static final String WRONG_DATA =
      "A value of the request is none that a text or a time of PostgreSQL can have, such as the"
          + " character U+0000 or a year of six digits.";

  private final Authenticator authenticator;
  private final AuditTrail trail;

  Guard(Authenticator authenticator, AuditTrail trail) {
    this.authenticator = authenticator;
    this.trail = trail;
  }

  Routes.Endpoint before(Route route) {
    return request -> {
      UUID id = UUID.randomUUID();
      try {
        Identity identity = authenticator.identify(request);
        Response answer =
            route.isChange()
                ? changed(route, identity, request, id)
                : answer(route, identity, request);
        return answer.withHeader(REQUEST_ID, id.toString());
      } catch (ProblemException problem) {
        throw problem.withHeader(REQUEST_ID, id.toString());
      }
    };
  }

  private Response changed(Route route, Identity identity, Request request, UUID id)
      throws Exception {
    String role = identity.role().map(Object::toString).orElse("none");
    Deed deed = new Deed(trail, id, identity.id(), identity.name(), role, request);
    try {
      Response answer = answer(route, identity, request.with(deed));
      deed.finish(new Deed.Result(answer.status(), null));
      return answer;
    } catch (ProblemException problem) {
      deed.finish(new Deed.Result(problem.problem().status(), problem.problem().detail()));
      throw problem;
    } catch (RuntimeException defect) {
      deed.finish(new Deed.Result(500, "a defect: " + defect.getClass().getSimpleName()));
      throw defect;
    }
  }

  private Response answer(Route route, Identity identity, Request request) throws Exception {
    Caller caller = authenticator.admit(identity, route.role());
    Denied.unlessOpenTo(caller, route);
    try {
      return route.endpoint().handle(request.with(caller));
    } catch (DatabaseUnavailableException away) {
      throw Unavailable.because(
          "The database does not answer. Copies go on, and what they do is recorded once it is"
              + " back; try again in a moment.");
    } catch (StatementFailedException refused) {
      if (!refused.isAboutValue()) {
        throw refused;
      }
      throw new ProblemException(Problem.badRequest(WRONG_DATA));
    } catch (PublishException away) {
      throw Unavailable.because(
          "Kafka does not acknowledge the request, so it counts as not accepted; try again in a"
              + " moment.");
    }
  }
}
