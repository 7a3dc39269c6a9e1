package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String WELL_FORMED =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

  @Test
  void aWellFormedOneIsHandedOn() {
    assertThat(TraceParent.of(WELL_FORMED).value()).isEqualTo(WELL_FORMED);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-00",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more"
      })
  void anythingElseIsReplacedByANewTrace(String header) {
    TraceParent trace = TraceParent.of(header);

    assertThat(trace.value()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").isNotEqualTo(header);
    assertThat(TraceParent.of(trace.value())).isEqualTo(trace);
    assertThat(TraceParent.of(header)).isNotEqualTo(trace);
  }
}
