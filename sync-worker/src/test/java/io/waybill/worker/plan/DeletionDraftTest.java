package io.waybill.worker.plan;

import static io.waybill.worker.plan.Samples.NOW;
import static io.waybill.worker.plan.Samples.PUSHED;
import static io.waybill.worker.plan.Samples.rule;
import static io.waybill.worker.plan.Samples.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.Deletes;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.Priority;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is planned where a tag was deleted. */
class DeletionDraftTest {
  private static final TaskPlanner PLANNER =
      new TaskPlanner(
          Map.of(
              Registry.of("shanghai"), Region.of("cn"),
              Registry.of("frankfurt"), Region.of("eu")));
  private static final Deletes PROPAGATE = Deletes.parse("propagate");

  private static Rule propagating(String name, Deletes deletes, RuleTarget... targets) {
    return rule(
        new RuleDraft(name, source("shanghai", "prod/**", "v*"), List.of(targets))
            .deletes(deletes)
            .build());
  }

  private static RuleTarget frankfurt(String tag) {
    return new RuleTarget(
        Registry.of("frankfurt"), Template.parse("mirror/{repository}"), Template.parse(tag), null);
  }

  private static ImageDeleted deleted(@Nullable String tag, @Nullable Digest digest) {
    return new ImageDeleted(
        EventId.hash("deleted", String.valueOf(tag)),
        Repository.parse("shanghai/prod/app"),
        tag == null ? null : Tag.of(tag),
        digest,
        null,
        PUSHED,
        PUSHED,
        "/webhooks/test");
  }

  @Test
  void eachTargetOfEachRuleThatPropagatesGetsATaskThatWaits() {
    Rule rule = propagating("mirror", PROPAGATE, frankfurt("{tag}"), frankfurt("{tag}-cn"));
    ImageDeleted event = deleted("v1", Samples.DIGEST);

    Plan plan = PLANNER.plan(event, List.of(rule), NOW);

    assertThat(plan.tasks())
        .extracting(task -> task.target().text())
        .containsExactly("frankfurt/mirror/prod/app:v1", "frankfurt/mirror/prod/app:v1-cn");
    SyncTask task = plan.tasks().getFirst();
    assertThat(task.removesTarget()).isTrue();
    assertThat(task.waitsForRelease()).isTrue();
    assertThat(task.id()).isEqualTo(TaskId.of(event.id(), rule.id(), task.target()));
    assertThat(Objects.requireNonNull(task.deletion()).digestsLeft())
        .containsExactly(Samples.DIGEST);
    assertThat(task.region()).isEqualTo(Region.of("eu"));
    assertThat(task.lane()).isEqualTo(Lane.SWIFT);
    assertThat(task.announced()).isNull();
  }

  @Test
  void aRuleThatIgnoresDeletesOrDoesNotMatchMakesNothing() {
    Rule ignoring =
        rule("ignoring", source("shanghai", "prod/**"), RuleTarget.of(Registry.of("frankfurt")));
    Rule other = propagating("other", PROPAGATE, frankfurt("{tag}"));

    Plan plan = PLANNER.plan(deleted("latest", null), List.of(ignoring, other), NOW);

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.passedOver()).singleElement().asString().contains("ignoring");
  }

  @Test
  void aProtectedTagIsRecordedAndStays() {
    Deletes deletes =
        new Deletes(Deletes.Policy.PROPAGATE, List.of(Glob.parse("v1*")), Deletes.Brake.DEFAULT);
    Rule rule = propagating("guarded", deletes, frankfurt("{tag}"));

    Plan plan = PLANNER.plan(deleted("v1", null), List.of(rule), NOW);

    assertThat(plan.tasks()).isEmpty();
    assertThat(plan.refused())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(FailureCode.TAG_PROTECTED);
              assertThat(refused.failure().reason()).contains("guarded", "v1*");
              assertThat(refused.status()).isEqualTo(TaskStatus.CANCELLED);
            });
  }

  @Test
  void theLaneFollowsFromThePriorityOfTheRule() {
    Rule slow =
        rule(
            propagating("slow", PROPAGATE, frankfurt("{tag}"))
                .spec()
                .draft()
                .priority(Priority.LOW)
                .build());

    assertThat(PLANNER.plan(deleted("v1", null), List.of(slow), NOW).tasks())
        .extracting(SyncTask::lane)
        .containsExactly(Lane.BULK);
  }

  @Test
  void whatNamesNoTagIsThePlanOfTheApi() {
    Rule rule = propagating("mirror", PROPAGATE, frankfurt("{tag}"));

    assertThat(PLANNER.plan(deleted(null, Samples.DIGEST), List.of(rule), NOW).isEmpty()).isTrue();
    assertThat(PLANNER.plan(deleted(null, null), List.of(rule), NOW).isEmpty()).isTrue();
  }
}
