package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.RuleSpec;

/** Refusals of those who may not: 403, with what is missing and who can give it. */
final class Denied {
  private static final String WHO_CAN_WIDEN =
      "Whoever configures the API can widen it (api.tokens, api.oidc).";

  private Denied() {}

  /** Refuses callers with a scope where the route knows nothing of scopes. */
  static void unlessOpenTo(Caller caller, Route route) {
    if (route.limits() == Route.Limits.UNKNOWN && !caller.scope().isEverything()) {
      throw refused(
          caller,
          "%s %s%s is not for callers with a limit"
              .formatted(route.method(), ApiRoutes.BASE, route.path()));
    }
  }

  /** Refuses what has an end outside of the caller's scope. */
  static void unlessCovered(Caller caller, Reference source, Reference target) {
    if (!caller.scope().contains(source)) {
      throw refused(caller, "the source " + source.text() + " is outside of that");
    }
    if (!caller.scope().contains(target)) {
      throw refused(caller, "the target " + target.text() + " is outside of that");
    }
  }

  /** Refuses a rule that can read or write something outside of the caller's scope. */
  static void unlessCovered(Caller caller, RuleSpec rule) {
    if (!caller.scope().covers(rule)) {
      throw refused(
          caller,
          "the rule "
              + rule.name()
              + " can reach more: its source and each of its targets must begin with what you are"
              + " limited to, before any wildcard");
    }
  }

  /** Refuses it, for this reason: a clause. */
  static ProblemException refused(Caller caller, String why) {
    return new ProblemException(
        Problem.of(
                403,
                "outside-of-scope",
                "Outside of what you are limited to",
                "%s is limited to %s, and %s. %s"
                    .formatted(caller.name(), caller.scope(), why, WHO_CAN_WIDEN))
            .with("scope", caller.scope().toString()));
  }
}
