package io.waybill.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
  /** Golden values: another hash would make every event that is delivered again a new one. */
  @Test
  void aHashIsTheSameInEveryVersion() {
    assertThat(EventId.hash("push", "shanghai/app", "v1"))
        .hasToString("1e281f4480d0f82a9be02c5240db64c9");
    assertThat(EventId.hash()).hasToString("e3b0c44298fc1c149afbf4c8996fb924");
    assertThat(EventId.hash("ü", "")).hasToString("e9524aed588b02914edaaefb43ce8b4a");
  }

  @Test
  void whereOnePartEndsAndTheNextBeginsCounts() {
    assertThat(EventId.hash("ab", "c")).isNotEqualTo(EventId.hash("a", "bc"));
    assertThat(EventId.hash("a", "")).isNotEqualTo(EventId.hash("a"));
    assertThat(EventId.hash("", "a")).isNotEqualTo(EventId.hash("a", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\n", "\u00fc", "\u007f"})
  void whatDoesNotFitIntoAHeaderIsRefused(String text) {
    assertThatThrownBy(() -> new EventId(text))
        .hasMessage("an event id has 1 to 200 visible ASCII characters");
  }

  @Test
  void anIdHasAtMost200Characters() {
    assertThat(new EventId("x".repeat(200)).value()).hasSize(200);
    assertThatThrownBy(() -> new EventId("x".repeat(201))).hasMessageContaining("1 to 200");
  }
}
