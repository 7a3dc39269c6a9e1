package io.waybill.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.api.access.Caller;
import io.waybill.api.audit.Deed;
import io.waybill.api.deletes.DeleteStore;
import io.waybill.api.rules.RuleChange;
import io.waybill.api.rules.RulePublisher;
import io.waybill.api.rules.RuleStore;
import io.waybill.api.scans.RuleOutlook;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * {@code /rules}: the standing intents. An answer that says "stored" is given when Kafka has the
 * rule, too, and so the workers act by it from then on.
 */
final class RuleRoutes {
  private static final String LIST = "rules";

  private final RuleStore rules;
  private final DeleteStore deletes;
  private final RulePublisher publisher;
  private final RuleChecks checks;
  private final IdempotentPosts posts;
  private final Function<Rule, RuleOutlook> outlooks;

  RuleRoutes(
      RuleStore rules,
      DeleteStore deletes,
      RulePublisher publisher,
      RuleChecks checks,
      IdempotentPosts posts,
      Function<Rule, RuleOutlook> outlooks) {
    this.rules = rules;
    this.deletes = deletes;
    this.publisher = publisher;
    this.checks = checks;
    this.posts = posts;
    this.outlooks = outlooks;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/rules", this::list).scoped(),
        new Route("POST", "/rules", posts.once(this::create)).scoped(),
        new Route("GET", "/rules/:rule", this::get).scoped(),
        new Route("PUT", "/rules/:rule", this::update).scoped(),
        new Route("DELETE", "/rules/:rule", this::delete).scoped());
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, Set.of());
    List<Rule> found =
        rules.list(page.after().orElse(""), page.limit() + 1, Caller.of(request).scope()::sees);
    return Response.json(200, Page.of(LIST, found, page.limit(), Rule::name));
  }

  private Response get(Request request) {
    Rule rule = require(request);
    String etag = etag(rule);
    return Revisions.isKnown(request, etag)
        ? Response.empty(304).withHeader("ETag", etag)
        : answer(request, rule);
  }

  private Answer create(Request request, Optional<String> key) {
    RuleId id = new RuleId(key.map(RuleRoutes::idOf).orElseGet(UUID::randomUUID));
    RuleSpec spec = checks.read(Bodies.tree(request), id, Caller.of(request).scope()::sees);
    Denied.unlessCovered(Caller.of(request), spec);
    Rule rule = stored(rules.create(id, spec, Deed.of(request)::write));
    return new Answer(201, ApiRoutes.BASE + "/rules/" + rule.id(), etag(rule), told(request, rule));
  }

  /** A request that is sent again after a failure half-way finds the rule that it made. */
  private static UUID idOf(String key) {
    return UUID.nameUUIDFromBytes(("rule\n" + key).getBytes(StandardCharsets.UTF_8));
  }

  private Response update(Request request) {
    Rule current = require(request);
    ObjectNode tree = Bodies.tree(request);
    OptionalLong expected = Revisions.expected(request, tree);
    requireSameId(tree, current);
    // What was read with GET can be changed and written back as it is.
    tree.remove(List.of("id", "revision", "createdAt", "updatedAt"));
    tree.remove(RuleView.OWN_KEYS);
    Denied.unlessCovered(Caller.of(request), current.spec());
    RuleSpec spec = checks.read(tree, current.id(), Caller.of(request).scope()::sees);
    Denied.unlessCovered(Caller.of(request), spec);
    return answer(
        request, stored(rules.update(current.id(), spec, expected, Deed.of(request)::write)));
  }

  private Response answer(Request request, Rule rule) {
    return Response.json(200, told(request, rule)).withHeader("ETag", etag(rule));
  }

  private RuleView told(Request request, Rule rule) {
    return new RuleView(
        rule,
        outlooks.apply(rule),
        checks.warnings(rule, Caller.of(request).scope()::sees),
        DeletesHeld.of(deletes.state(rule.id())));
  }

  private static void requireSameId(ObjectNode tree, Rule current) {
    JsonNode id = tree.get("id");
    if (id != null && !id.asText().equals(current.id().toString())) {
      throw new ProblemException(
          Problem.unprocessable(
                  "id: the body is of the rule %s, but the address names %s."
                      .formatted(id.asText(), current.id()))
              .with("key", "id"));
    }
  }

  private Response delete(Request request) {
    Rule current = require(request);
    Denied.unlessCovered(Caller.of(request), current.spec());
    RuleChange change =
        rules.delete(current.id(), Revisions.expected(request), Deed.of(request)::write);
    if (change instanceof RuleChange.Deleted) {
      publish(current.id(), "The rule " + current.name() + " is deleted");
      return Response.empty(204);
    }
    throw refusal(change);
  }

  private Rule stored(RuleChange change) {
    if (change instanceof RuleChange.Stored(Rule rule)) {
      publish(rule.id(), "The rule " + rule.name() + " is stored (id " + rule.id() + ")");
      return rule;
    }
    throw refusal(change);
  }

  private void publish(RuleId id, String done) {
    try {
      publisher.publish(id);
    } catch (PublishException away) {
      throw Unavailable.because(
          done
              + ", but Kafka did not acknowledge it yet, so the workers do not know of it. It will"
              + " be published as soon as Kafka answers; you need not send this again.",
          Problem.of(503, "rule-not-published", "Stored, not yet published", ""));
    }
  }

  private static ProblemException refusal(RuleChange change) {
    return new ProblemException(
        switch (change) {
          case RuleChange.NameTaken(String name) ->
              Problem.of(
                  409,
                  "rule-name-taken",
                  "The name is taken",
                  "There is a rule called %s already: change that one (PUT /api/v1/rules/%s, or waybill rules update), or choose another name."
                      .formatted(name, name));
          case RuleChange.RevisionMismatch(long current) ->
              Problem.of(
                      412,
                      "rule-revision-mismatch",
                      "Somebody else has changed the rule",
                      "The rule is at revision %d by now: read it again, and make your change to that."
                          .formatted(current))
                  .with("revision", current);
          case RuleChange.NotFound gone ->
              Problem.notFound("The rule has been deleted in the meantime.");
          case RuleChange.Stored stored ->
              throw new IllegalStateException("A success is no refusal: " + stored);
          case RuleChange.Deleted deleted ->
              throw new IllegalStateException("A success is no refusal: " + deleted);
        });
  }

  private Rule require(Request request) {
    String idOrName = request.pathParameter("rule");
    return rules
        .find(idOrName)
        .filter(rule -> Caller.of(request).scope().sees(rule.spec()))
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "There is no rule with the id or name \"%s\".".formatted(idOrName))));
  }

  private static String etag(Rule rule) {
    return Revisions.etag(rule.revision());
  }
}
