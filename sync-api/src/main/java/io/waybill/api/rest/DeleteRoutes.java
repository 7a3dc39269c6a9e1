package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.deletes.BrakeState;
import io.waybill.api.deletes.DeleteStore;
import io.waybill.api.deletes.DeleteStore.Verdict;
import io.waybill.api.rules.RuleStore;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.rules.Deletes;
import io.waybill.schemas.rules.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /rules/RULE/deletes}: what a rule's deletes come to, and a person's word on them. */
final class DeleteRoutes {
  private static final String WHY_CLOSED =
      "the brake of a rule lets go, and counts, deletes at all of its targets";
  private static final Logger LOG = LoggerFactory.getLogger(DeleteRoutes.class);

  /**
   * How a rule's deletes stand.
   *
   * @param policy whether it propagates deletes
   * @param held whether all of them wait for a person
   * @param waiting how many wait, for a moment or for a person
   * @param releasedLastHour how many were let go within the last hour
   * @param brake what the rule allows
   * @param heldSince since when they wait for a person
   * @param reason why
   * @param heldUntil when the last of them was held: a decision that says so is about no others
   * @param records where the records of those that wait are
   */
  record RuleDeletes(
      Deletes.Policy policy,
      boolean held,
      int waiting,
      int releasedLastHour,
      Deletes.Brake brake,
      @Nullable Instant heldSince,
      @Nullable String reason,
      @Nullable Instant heldUntil,
      String records) {

    static RuleDeletes of(Rule rule, BrakeState state) {
      Deletes deletes = rule.spec().deletes() == null ? Deletes.IGNORE : rule.spec().deletes();
      return new RuleDeletes(
          deletes.policy(),
          state.asks(),
          state.waiting(),
          state.released(),
          deletes.brake(),
          state.heldSince(),
          state.reason(),
          state.heldUntil(),
          ApiRoutes.BASE + "/records?status=held&rule=" + rule.id());
    }
  }

  /**
   * About which deletes a person decides.
   *
   * @param heldUntil those that were held until then; null = all
   */
  record Decision(@Nullable Instant heldUntil) {
    private static final Decision OF_ALL = new Decision(null);

    /** What the body says; nobody has to send one. */
    static Decision read(Request request) {
      return request.body().length == 0 ? OF_ALL : Bodies.read(request, Decision.class);
    }
  }

  private final RuleStore rules;
  private final DeleteStore deletes;
  private final IdempotentPosts posts;

  DeleteRoutes(RuleStore rules, DeleteStore deletes, IdempotentPosts posts) {
    this.rules = rules;
    this.deletes = deletes;
    this.posts = posts;
  }

  List<Route> routes() {
    return Route.closed(
        WHY_CLOSED,
        new Route("GET", "/rules/:rule/deletes", this::get),
        decision("release", Verdict.RELEASE),
        decision("discard", Verdict.DISCARD));
  }

  private Route decision(String name, Verdict verdict) {
    return new Route(
        "POST", "/rules/:rule/deletes:" + name, posts.once((asked, key) -> decide(asked, verdict)));
  }

  private Response get(Request request) {
    Rule rule = require(request);
    return Response.json(200, RuleDeletes.of(rule, deletes.state(rule.id())));
  }

  private Answer decide(Request request, Verdict verdict) {
    Decision decision = Decision.read(request);
    Rule rule = require(request);
    String by = Caller.of(request).name();
    int decided = deletes.decide(rule.id(), verdict, decision.heldUntil(), by);
    LOG.info("{} said {} of {} deletes of rule {}", by, verdict, decided, rule.name());
    return new Answer(
        200,
        null,
        null,
        Map.of(
            verdict == Verdict.RELEASE ? "released" : "discarded",
            decided,
            "deletes",
            RuleDeletes.of(rule, deletes.state(rule.id()))));
  }

  private Rule require(Request request) {
    String idOrName = request.pathParameter("rule");
    Optional<Rule> rule = rules.find(idOrName);
    return rule.orElseThrow(
        () ->
            new ProblemException(
                Problem.notFound(
                    "There is no rule with the id or name \"%s\".".formatted(idOrName))));
  }
}
