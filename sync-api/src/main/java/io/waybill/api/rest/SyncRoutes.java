package io.waybill.api.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.waybill.api.access.Caller;
import io.waybill.api.rules.RuleStore;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /tasks}: somebody wants an image synced now. */
final class SyncRoutes {
  /**
   * What they want.
   *
   * @param source the image: a configured registry, a repository, and a tag or digest
   * @param target where to, whatever the rules say; left out, as the rules say
   * @param rule only by this rule, by id or name
   * @param overwrite what happens to a target tag that points to something else; with a target only
   */
  record SyncWish(
      @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL) Reference source,
      @Nullable Reference target,
      @Nullable String rule,
      @Nullable Overwrite overwrite) {}

  private final Registries registries;
  private final RuleStore rules;
  private final MessagePublisher publisher;
  private final IdempotentPosts posts;
  private final Clock clock;

  SyncRoutes(
      Registries registries,
      RuleStore rules,
      MessagePublisher publisher,
      IdempotentPosts posts,
      Clock clock) {
    this.registries = registries;
    this.rules = rules;
    this.publisher = publisher;
    this.posts = posts;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(new Route("POST", "/tasks", Role.OPERATOR, posts.once(this::sync)).scoped());
  }

  private Answer sync(Request request, Optional<String> key) throws InterruptedException {
    SyncWish wish = Bodies.read(request, SyncWish.class);
    check(wish);
    @Nullable RuleId ruleId = ruleId(wish, Caller.of(request));
    requireCovered(wish, ruleId, Caller.of(request));
    if (wish.target() == null && ruleId == null) {
      RuleFits.of(wish.source(), rules, Caller.of(request)).requireTaken();
    }
    EventId id =
        EventId.hash(
            "sync", key.orElseGet(() -> UUID.randomUUID().toString()), wish.source().text());
    publisher.publishAndWait(
        Topics.EVENTS,
        Messages.of(
            new SyncRequested(
                id,
                wish.source(),
                ruleId,
                wish.target(),
                wish.overwrite(),
                Caller.of(request).name(),
                clock.instant(),
                "/api")));
    return new Answer(202, ApiRoutes.BASE + "/records?event=" + id, null, Map.of("eventId", id));
  }

  private void check(SyncWish wish) {
    registries.require(wish.source().repository().registry(), "source");
    Reference target = wish.target();
    if (target == null) {
      if (wish.overwrite() != null) {
        throw refused(
            "overwrite", "overwrite goes with a target; without one the rules' own policies hold");
      }
      return;
    }
    registries.require(target.repository().registry(), "target");
    if (wish.rule() != null) {
      throw refused("rule", "give a rule or a target, not both");
    }
    if (target.equals(wish.source())) {
      throw refused("target", "it is the source itself");
    }
    boolean possible =
        switch (target) {
          case TagReference tag -> true;
          case DigestReference to ->
              wish.source() instanceof DigestReference from && from.digest().equals(to.digest());
        };
    if (!possible) {
      throw refused("target", "a digest names its content, so it cannot be chosen: give a tag");
    }
  }

  private @Nullable RuleId ruleId(SyncWish wish, Caller caller) {
    if (wish.rule() == null) {
      return null;
    }
    Rule rule =
        rules
            .find(wish.rule())
            .filter(found -> caller.scope().sees(found.spec()))
            .orElseThrow(
                () ->
                    refused(
                        "rule", "there is no rule with the id or name \"" + wish.rule() + "\""));
    if (!rule.spec().enabled()) {
      throw refused("rule", "the rule " + rule.name() + " is disabled: enable it first");
    }
    if (!rule.spec().source().registry().equals(wish.source().repository().registry())) {
      throw refused(
          "rule",
          "the rule %s is about images of %s, and the source is in %s"
              .formatted(
                  rule.name(),
                  rule.spec().source().registry(),
                  wish.source().repository().registry()));
    }
    return rule.id();
  }

  /**
   * Where rules say where to, each of them that the image meets must go to where the caller may.
   */
  private void requireCovered(SyncWish wish, @Nullable RuleId only, Caller caller) {
    if (caller.scope().isEverything()) {
      return;
    }
    if (wish.target() != null) {
      Denied.unlessCovered(caller, wish.source(), wish.target());
      return;
    }
    Denied.unlessCovered(caller, wish.source(), wish.source());
    // A rule that is named copies what is asked for, whatever its patterns are.
    List<Rule> asked =
        only != null
            ? rules.find(only.toString()).stream().toList()
            : rules.list(spec -> spec.enabled() && isMet(spec, wish.source()));
    for (Rule rule : asked) {
      requireCovered(wish.source(), rule.spec().targets(), caller);
    }
  }

  private static void requireCovered(Reference source, List<RuleTarget> targets, Caller caller) {
    for (RuleTarget target : targets) {
      try {
        Denied.unlessCovered(caller, source, target.resolve(source));
      } catch (InvalidNameException nowhere) {
        // The templates make no name of this image, so nothing will be written there.
      }
    }
  }

  private static boolean isMet(RuleSpec spec, Reference source) {
    return spec.source().matches(source.repository());
  }

  private static ProblemException refused(String key, String why) {
    return new ProblemException(Problem.unprocessable(key + ": " + why + ".").with("key", key));
  }
}
