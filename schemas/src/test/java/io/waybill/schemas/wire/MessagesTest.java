package io.waybill.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.wire.Samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {
  private static final Map<String, String> TASK = Map.of("ce_type", "io.waybill.task.v1");

  @Test
  void theEndOfARuleIsItsKeyAlone() {
    RuleId id = new RuleId(UUID.fromString("0192f3a4-5b6c-7d8e-9f01-23456789abcd"));

    assertThat(Messages.tombstone(id))
        .isEqualTo(new Message("0192f3a4-5b6c-7d8e-9f01-23456789abcd", Map.of(), null));
  }

  @Test
  void aMessageWithoutATypeIsRefused() {
    assertRefused(Map.of(), "{}", "The header ce_type is missing");
  }

  @Test
  void aTypeOfALaterVersionIsRefusedByName() {
    assertRefused(
        Map.of("ce_type", "io.waybill.task.v2"),
        "{}",
        "This version does not know the type io.waybill.task.v2");
  }

  @Test
  void aTypeOfAnotherTopicIsRefused() {
    assertRefused(
        Map.of("ce_type", "io.waybill.rule.v1"),
        "{}",
        "The type io.waybill.rule.v1 does not belong in this topic");
  }

  @Test
  void aMessageWithoutContentIsRefused() {
    assertRefused(TASK, null, "A io.waybill.task.v1 without content");
    assertRefused(TASK, "null", "A io.waybill.task.v1 whose content is null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                       | the document is empty
          hello                    | the document is not valid JSON (line 1, column 1): Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
          {} {}                    | id is missing
          []                       | expected an object, found a list
          {"id":null}              | id: a value is needed, not null
          {"id":"1"}               | id: expected a UUID such as 123e4567-e89b-12d3-a456-426614174000, found "1"
          """)
  void contentThatIsNotATaskIsRefusedWithItsPlace(String content, String why) {
    assertRefused(TASK, content, "A io.waybill.task.v1 that cannot be read: " + why);
  }

  @Test
  void bytesThatAreNotTextAreRefused() {
    assertThatThrownBy(() -> Messages.readTask(TASK, new byte[] {'"', (byte) 0xc3, (byte) 0x28}))
        .isInstanceOf(UnreadableMessageException.class)
        .hasMessageStartingWith(
            "A io.waybill.task.v1 that cannot be read: the document is not valid JSON");
  }

  @Test
  void theBytesOfAMessageCannotBeChangedFromOutside() {
    Sample sample = Samples.all().getFirst();
    byte[] bytes = sample.message().value();

    Arrays.fill(Objects.requireNonNull(bytes), (byte) 0);

    assertThat(sample.message()).isEqualTo(Samples.message(sample.value()));
  }

  private static void assertRefused(
      Map<String, String> headers, @Nullable String content, String why) {
    byte[] bytes = content == null ? null : content.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Messages.readTask(headers, bytes))
        .isInstanceOf(UnreadableMessageException.class)
        .hasMessage(why);
  }
}
