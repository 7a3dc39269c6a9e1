package io.waybill.schemas.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.RuleId;
import org.junit.jupiter.api.Test;

class TaskIdTest {
  private static final EventId EVENT = new EventId("event-1");
  private static final RuleId RULE = RuleId.parse("0192f3a4-5b6c-7d8e-9f01-23456789abcd");
  private static final Reference TARGET = Reference.parse("frankfurt/app:v1");

  /** Golden values: another id would make every event that is planned again a second task. */
  @Test
  void theIdIsTheSameInEveryVersion() {
    assertThat(TaskId.of(EVENT, RULE, TARGET)).hasToString("0f2c928b-64ec-5051-930a-5a382b5e100d");
    assertThat(TaskId.of(EVENT, null, TARGET)).hasToString("14464ae2-a4f8-5b9e-a3ed-88860ec1f113");
    assertThat(TaskId.replayOf(TaskId.of(EVENT, RULE, TARGET), "key"))
        .hasToString("097f028f-8834-520c-af9b-680479615ffb");
  }

  @Test
  void itIsAUuidOfVersion5() {
    TaskId id = TaskId.of(EVENT, RULE, TARGET);

    assertThat(id.value().version()).isEqualTo(5);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(TaskId.parse(id.toString())).isEqualTo(id);
  }

  @Test
  void eventRuleAndTargetMakeTheTask() {
    TaskId id = TaskId.of(EVENT, RULE, TARGET);

    assertThat(id).isEqualTo(TaskId.of(new EventId("event-1"), RULE, TARGET));
    assertThat(id).isNotEqualTo(TaskId.of(new EventId("event-2"), RULE, TARGET));
    assertThat(id).isNotEqualTo(TaskId.of(EVENT, null, TARGET));
    assertThat(id).isNotEqualTo(TaskId.of(EVENT, RULE, Reference.parse("frankfurt/app:v2")));
  }

  @Test
  void theSameReplayAskedTwiceIsOneTask() {
    TaskId id = TaskId.of(EVENT, RULE, TARGET);

    assertThat(TaskId.replayOf(id, "a")).isEqualTo(TaskId.replayOf(id, "a"));
    assertThat(TaskId.replayOf(id, "a")).isNotEqualTo(TaskId.replayOf(id, "b"));
  }

  @Test
  void whatIsNotAnIdIsRefused() {
    assertThatThrownBy(() -> TaskId.parse("7")).isInstanceOf(IllegalArgumentException.class);
  }
}
