package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
  /** Half an hour of looks. */
  private static final int LOOKS = 1_800;

  private static final double SLACK = 8;
  private static final double SHARE = 0.1;

  @Test
  void whatStaysDoesNotGrow() {
    assertThat(grows(look -> 120)).isFalse();
  }

  @Test
  void whatLeaksOneEachMinuteGrows() {
    assertThat(grows(look -> 50 + look / 60)).isTrue();
  }

  @Test
  void whatIsCollectedAgainAndAgainDoesNotGrow() {
    assertThat(grows(look -> 40 + look % 90)).isFalse();
  }

  @Test
  void aLeakBelowWhatIsCollectedGrows() {
    assertThat(grows(look -> 40 + look % 90 + look / 30.0)).isTrue();
  }

  @Test
  void whatIsFilledInTheFirstThirdDoesNotGrow() {
    assertThat(grows(look -> Math.min(look, LOOKS / 3))).isFalse();
  }

  @Test
  void whatComesAndGoesByChanceDoesNotGrow() {
    Random random = new Random(1);

    assertThat(grows(look -> 60 + random.nextInt(40))).isFalse();
  }

  @Test
  void aPeakThatIsOverDoesNotGrow() {
    assertThat(grows(look -> look > 1_500 && look < 1_600 ? 400 : 60)).isFalse();
  }

  @Test
  void whatShrinksDoesNotGrow() {
    assertThat(grows(look -> 200 - look / 20.0)).isFalse();
  }

  @Test
  void soFewLooksThatThereIsNoLineDoNotGrow() {
    assertThat(Growth.of(List.of()).isMoreThan(0, 0)).isFalse();
    assertThat(Growth.of(List.of(1.0)).isMoreThan(0, 0)).isFalse();
  }

  private static boolean grows(IntToDoubleFunction look) {
    return Growth.of(IntStream.range(0, LOOKS).mapToDouble(look).boxed().toList())
        .isMoreThan(SLACK, SHARE);
  }
}
