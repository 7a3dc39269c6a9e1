package io.waybill.worker.plan;

import static io.waybill.worker.plan.Samples.NOW;
import static io.waybill.worker.plan.Samples.rule;
import static io.waybill.worker.plan.Samples.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.tasks.SyncTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that lead back to where an image was pushed. */
class GoingRoundTest {
  private static final TaskPlanner PLANNER =
      new TaskPlanner(
          Map.of(
              Registry.of("a"), Region.of("one"),
              Registry.of("b"), Region.of("two"),
              Registry.of("c"), Region.of("three")));
  private static final Rule THERE =
      rule("there", source("a", "**"), RuleTarget.of(Registry.of("b")));
  private static final Rule BACK = rule("back", source("b", "**"), RuleTarget.of(Registry.of("a")));

  private final RuleIndex rules = new RuleIndex();
  private final RecentCopies memory = new RecentCopies();
  private int events;

  @Test
  void whatWaybillHasCopiedIsNotCarriedBack() {
    know(THERE, BACK);

    assertThat(plan(push("a/app:v1", "first"))).containsExactly("a/app:v1 -> b/app:v1");
    // The user is quicker than the copy: were the first one carried back, it would replace this.
    assertThat(plan(push("a/app:v1", "second"))).containsExactly("a/app:v1 -> b/app:v1");
    assertThat(plan(push("b/app:v1", "first"))).isEmpty();
    assertThat(plan(push("b/app:v1", "second"))).isEmpty();
  }

  @Test
  void anEventThatIsDeliveredAgainIsStillTheSameCopy() {
    know(THERE, BACK);
    plan(push("a/app:v1", "first"));
    ImagePushed echo = push("b/app:v1", "first");

    assertThat(plan(echo)).isEmpty();
    assertThat(plan(echo)).isEmpty();
  }

  @Test
  void whoPushesTheSameImageAgainMeansIt() {
    know(THERE, BACK);
    plan(push("a/app:v1", "first"));
    plan(push("b/app:v1", "first"));
    plan(push("a/app:v1", "second"));
    plan(push("b/app:v1", "second"));

    assertThat(plan(push("b/app:v1", "first"))).containsExactly("b/app:v1 -> a/app:v1");
    assertThat(plan(push("a/app:v1", "first"))).isEmpty();
    assertThat(plan(push("a/app:v1", "second"))).containsExactly("a/app:v1 -> b/app:v1");
  }

  @Test
  void aCircleOfThreeEndsWhereItBegan() {
    know(
        rule("one", source("a", "**"), RuleTarget.of(Registry.of("b"))),
        rule("two", source("b", "**"), RuleTarget.of(Registry.of("c"))),
        rule("three", source("c", "**"), RuleTarget.of(Registry.of("a"))));

    assertThat(plan(push("a/app:v1", "x"))).containsExactly("a/app:v1 -> b/app:v1");
    assertThat(plan(push("b/app:v1", "x"))).containsExactly("b/app:v1 -> c/app:v1");
    assertThat(plan(push("c/app:v1", "x"))).isEmpty();
  }

  @Test
  void aGenuinePushAtTheOtherEndIsCarriedBack() {
    know(THERE, BACK);
    plan(push("a/app:v1", "first"));

    assertThat(plan(push("b/app:v1", "another"))).containsExactly("b/app:v1 -> a/app:v1");
  }

  @Test
  void whatLiesLongerBackIsForgotten() {
    know(THERE, BACK);
    ImagePushed first = push("a/app:v1", "first");
    SyncTask task = PLANNER.plan(first, rules, NOW).tasks().getFirst();
    memory.note(task, NOW);
    memory.note(
        PLANNER.plan(push("a/other:v1", "x"), rules, NOW).tasks().getFirst(),
        NOW.plus(Duration.ofMinutes(16)));

    assertThat(plan(push("b/app:v1", "first"))).hasSize(1);
  }

  @Test
  void aTaskThatIsQueuedAgainIsTheSameCopy() {
    know(THERE, BACK);
    SyncTask task = PLANNER.plan(push("a/app:v1", "first"), rules, NOW).tasks().getFirst();
    memory.note(task, NOW);
    assertThat(plan(push("b/app:v1", "first"))).isEmpty();
    memory.note(task.requeued(NOW.plusSeconds(5), 1), NOW.plusSeconds(5));

    assertThat(plan(push("b/app:v1", "first"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mirror/{repository} | {tag}    | mirror/app:v1               | true
          mirror/{repository} | {tag}    | mirror/mirror/app:v1        | false
          mirror/{repository} | {tag}    | mirror/x/mirror/app:v1      | true
          x/{repository}      | {tag}    | y/x/y/x/y/app:v1            | false
          {repository}-copy   | {tag}    | app-copy-copy:v1            | false
          {repository}-copy   | {tag}    | app-copy:v1                 | true
          {repository}        | {tag}-cn | app:v1-cn-cn                | false
          {repository}        | {tag}-cn | app:v1-cn                   | true
          {repository}        | {tag}    | a/a/a/a:v1                  | true
          """)
  void aNameThatGrowsIsCutOff(String repository, String tag, String pushed, boolean planned) {
    know(
        rule(
            "growing",
            source("a", "**"),
            new RuleTarget(
                Registry.of("b"), Template.parse(repository), Template.parse(tag), null)));

    assertThat(plan(push("a/" + pushed, "x"))).hasSize(planned ? 1 : 0);
    // Whoever asks for it gets it.
    assertThat(PLANNER.plan(Samples.wish("a/" + pushed, null, null), rules, NOW).tasks())
        .hasSize(1);
  }

  @Test
  void circlesOfRegistriesAreKnown() {
    know(THERE);
    assertThat(rules.mayGoRound()).isFalse();
    know(BACK);
    assertThat(rules.mayGoRound()).isTrue();
    rules.put(Samples.disabled(BACK));
    assertThat(rules.mayGoRound()).isFalse();
    know(
        rule("on", source("b", "**"), RuleTarget.of(Registry.of("c"))),
        rule("home", source("c", "prod/**"), RuleTarget.of(Registry.of("a"))));
    assertThat(rules.mayGoRound()).isTrue();
    rules.remove(THERE.id());
    assertThat(rules.mayGoRound()).isFalse();
    know(rule("self", source("c", "**"), RuleTarget.of(Registry.of("c"))));
    assertThat(rules.mayGoRound()).isTrue();
  }

  private void know(Rule... some) {
    List.of(some).forEach(rules::put);
  }

  private List<String> plan(ImagePushed event) {
    Instant now = NOW.plusSeconds(events);
    List<SyncTask> tasks = PLANNER.plan(event, rules, memory.of(event), now).tasks();
    tasks.forEach(task -> memory.note(task, now));
    return tasks.stream().map(task -> task.source() + " -> " + task.target()).toList();
  }

  private ImagePushed push(String reference, String content) {
    TagReference tagged = (TagReference) Reference.parse(reference);
    return new ImagePushed(
        EventId.hash("push", Integer.toString(events++)),
        tagged.repository(),
        tagged.tag(),
        Digest.sha256(content.getBytes(StandardCharsets.UTF_8)),
        null,
        null,
        NOW,
        NOW,
        "/webhooks/test");
  }
}
