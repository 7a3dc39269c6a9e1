package io.waybill.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {
  @Test
  void aRegistryThatNamesNoRegionStandsInTheDefaultOne() {
    assertThat(Region.DEFAULT).isEqualTo(Region.of("default"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EU", "eu.west", "-eu", "eu-", "eu/west", "eu*", "é"})
  void aNameThatNoTopicCanBearIsRefused(String text) {
    assertThatThrownBy(() -> Region.of(text))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage(
            "\"%s\" is not a region: expected lower-case letters, digits and dashes, at most 63"
                + " characters",
            text);
  }
}
