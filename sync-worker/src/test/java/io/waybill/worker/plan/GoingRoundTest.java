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
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.tasks.TaskId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

  /** Seconds between one thing that happens and the next. */
  private static final int STEP = 2;

  private final RuleIndex rules = new RuleIndex();
  private final RecentCopies memory = new RecentCopies();
  private int events;

  @Test
  void whatWaybillHasCopiedIsNotCarriedBack() {
    know(THERE, BACK);

    assertThat(plan(push("a/app:v1", "first"))).containsExactly("a/app:v1 -> b/app:v1");
    // The user is quicker than the copy: were the first one carried back, it would replace this.
    assertThat(plan(push("a/app:v1", "second"))).containsExactly("a/app:v1 -> b/app:v1");
    copy("a/app:v1", "b/app:v1", "first");
    assertThat(plan(push("b/app:v1", "first"))).isEmpty();
    copy("a/app:v1", "b/app:v1", "second");
    assertThat(plan(push("b/app:v1", "second"))).isEmpty();
  }

  @Test
  void aCopyIsKnownBeforeThePushThatItIsOfHasBeenPlanned() {
    know(THERE, BACK);
    plan(push("a/app:v1", "first"));
    ImagePushed second = push("a/app:v1", "second");

    // The first push's task has found the second one's image.
    copy("a/app:v1", "b/app:v1", "second");

    assertThat(plan(push("b/app:v1", "second"))).isEmpty();
    assertThat(plan(second)).containsExactly("a/app:v1 -> b/app:v1");
  }

  @Test
  void anEventThatIsDeliveredAgainIsStillTheSameCopy() {
    know(THERE, BACK);
    copy("a/app:v1", "b/app:v1", "first");
    ImagePushed echo = push("b/app:v1", "first");

    assertThat(plan(echo)).isEmpty();
    assertThat(plan(echo)).isEmpty();
  }

  @Test
  void whoPushesTheSameImageAgainMeansIt() {
    know(THERE, BACK);
    copy("a/app:v1", "b/app:v1", "first");
    plan(push("b/app:v1", "first"));
    copy("a/app:v1", "b/app:v1", "second");
    plan(push("b/app:v1", "second"));

    assertThat(plan(push("b/app:v1", "first"))).containsExactly("b/app:v1 -> a/app:v1");
    copy("b/app:v1", "a/app:v1", "first");
    assertThat(plan(push("a/app:v1", "first"))).isEmpty();
    assertThat(plan(push("a/app:v1", "second"))).containsExactly("a/app:v1 -> b/app:v1");
  }

  @Test
  void eachPutExcusesOnePushOfItsDigest() {
    know(THERE, BACK);
    for (int put = 0; put < 2; put++) {
      copy("a/app:v1", "b/app:v1", "first");
    }
    CopyAnnounced second = copy("a/app:v1", "b/app:v1", "second");
    // Kafka was read from an earlier place once more.
    memory.note(second);

    assertThat(plan(push("b/app:v1", "first"))).isEmpty();
    assertThat(plan(push("b/app:v1", "second"))).isEmpty();
    assertThat(plan(push("b/app:v1", "first"))).isEmpty();
    assertThat(plan(push("b/app:v1", "second"))).containsExactly("b/app:v1 -> a/app:v1");
    assertThat(plan(push("b/app:v1", "first"))).containsExactly("b/app:v1 -> a/app:v1");
  }

  @Test
  void aCircleOfThreeEndsWhereItBegan() {
    know(
        rule("one", source("a", "**"), RuleTarget.of(Registry.of("b"))),
        rule("two", source("b", "**"), RuleTarget.of(Registry.of("c"))),
        rule("three", source("c", "**"), RuleTarget.of(Registry.of("a"))));

    assertThat(plan(push("a/app:v1", "x"))).containsExactly("a/app:v1 -> b/app:v1");
    copy("a/app:v1", "b/app:v1", "x");
    assertThat(plan(push("b/app:v1", "x"))).containsExactly("b/app:v1 -> c/app:v1");
    copy("b/app:v1", "c/app:v1", "x");
    assertThat(plan(push("c/app:v1", "x"))).isEmpty();
  }

  @Test
  void aGenuinePushAtTheOtherEndIsCarriedBack() {
    know(THERE, BACK);
    copy("a/app:v1", "b/app:v1", "first");

    assertThat(plan(push("b/app:v1", "another"))).containsExactly("b/app:v1 -> a/app:v1");
  }

  @Test
  void whatOnlyTheTargetKnowsIsCarriedOn() {
    know(THERE, BACK);
    memory.note(announced(null, "b/app:v1-backup-0123", "older"));

    assertThat(plan(push("b/app:v1-backup-0123", "older"))).hasSize(1);
  }

  @Test
  void aCopyOfMoreThanAQuarterOfAnHourBeforeIsForgotten() {
    know(THERE, BACK);
    copy("a/app:v1", "b/app:v1", "first");
    events += 16 * 60 / STEP;

    assertThat(plan(push("b/app:v1", "first"))).hasSize(1);
  }

  @Test
  void anEventThatIsPlannedHoursLaterIsStillKnown() {
    know(THERE, BACK);
    copy("a/app:v1", "b/app:v1", "first");
    ImagePushed echo = push("b/app:v1", "first");
    events += 3 * 60 * 60 / STEP;
    copy("a/other:v1", "b/other:v1", "x");

    assertThat(plan(echo)).isEmpty();
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
    return PLANNER.plan(event, rules, memory.of(event), now()).tasks().stream()
        .map(task -> task.source() + " -> " + task.target())
        .toList();
  }

  /** What a worker says before it puts the tag. */
  private CopyAnnounced copy(String from, String to, String content) {
    CopyAnnounced fact = announced(Reference.parse(from), to, content);
    memory.note(fact);
    return fact;
  }

  private CopyAnnounced announced(@Nullable Reference from, String to, String content) {
    Reference target = Reference.parse(to);
    TaskId task = TaskId.of(EventId.hash("of", to), THERE.id(), target);
    events++;
    return new CopyAnnounced(task, target, digest(content), from, now());
  }

  private static Digest digest(String content) {
    return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
  }

  private Instant now() {
    return NOW.plusSeconds((long) STEP * events);
  }

  private ImagePushed push(String reference, String content) {
    TagReference tagged = (TagReference) Reference.parse(reference);
    return new ImagePushed(
        EventId.hash("push", Integer.toString(events++)),
        tagged.repository(),
        tagged.tag(),
        digest(content),
        null,
        null,
        now(),
        now(),
        "/webhooks/test");
  }
}
