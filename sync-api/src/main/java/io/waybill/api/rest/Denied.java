package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.records.TaskRecord;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.RuleSpec;
import java.util.Collection;
import java.util.List;

/** Refusals of those who may not: 403, with what is missing and who can give it. */
final class Denied {
  private static final String WHO_CAN_WIDEN =
      "Whoever configures the API can widen it (api.tokens, api.oidc).";

  private static final String WHO_CAN_HELP =
      "ask a caller without a limit to do it, or whoever configures the API to widen yours"
          + " (api.tokens, api.oidc).";

  private Denied() {}

  /** Refuses callers with a scope where the route is not for them. */
  static void unlessOpenTo(Caller caller, Route route) {
    if (route.limits() instanceof Route.Limits.Closed(String why)
        && !caller.scope().isEverything()) {
      throw problem(
          caller,
          "%s %s%s is closed to %s, who is limited to %s, because %s: %s"
              .formatted(
                  route.method(),
                  ApiRoutes.BASE,
                  route.documentedPath(),
                  caller.name(),
                  caller.scope(),
                  why,
                  WHO_CAN_HELP));
    }
  }

  /** Refuses callers who are limited to repositories where only whole registries are counted. */
  static void unlessOfWholeRegistries(Caller caller, String why) {
    if (!caller.scope().isOfWholeRegistries()) {
      throw problem(
          caller,
          "This is closed to %s, who is limited to %s, because %s: %s"
              .formatted(caller.name(), caller.scope(), why, WHO_CAN_HELP));
    }
  }

  /** Those of the records that the caller sees; of others nothing is to be told. */
  static List<TaskRecord> seen(Caller caller, Collection<TaskRecord> records) {
    return records.stream()
        .filter(record -> caller.scope().sees(record.source(), record.target()))
        .toList();
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
    return problem(
        caller,
        "%s is limited to %s, and %s. %s"
            .formatted(caller.name(), caller.scope(), why, WHO_CAN_WIDEN));
  }

  private static ProblemException problem(Caller caller, String detail) {
    return new ProblemException(
        Problem.of(403, "outside-of-scope", "Outside of what you are limited to", detail)
            .with("scope", caller.scope().toString()));
  }
}
