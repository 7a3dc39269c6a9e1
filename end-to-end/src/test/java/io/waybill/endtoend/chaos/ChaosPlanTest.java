package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.endtoend.chaos.ChaosPlan.Strike;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChaosPlanTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void eachKindOfFaultComesInHalfAMinute(long seed) {
    ChaosPlan plan = ChaosPlan.of(seed, ChaosPlan.EACH_KIND);

    assertThat(plan.kinds()).containsExactlyInAnyOrderElementsOf(EnumSet.allOf(Fault.class));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void eachKindComesBeforeAnyComesTwice(long seed) {
    ChaosPlan plan = ChaosPlan.of(seed, MINUTE.multipliedBy(3));

    for (List<Fault> kinds : List.of(Fault.OF_PROCESSES, Fault.OF_LINES)) {
      List<Fault> dealt =
          plan.strikes().stream().map(Strike::fault).filter(kinds::contains).toList();
      for (int i = 0; i + kinds.size() <= dealt.size(); i += kinds.size()) {
        assertThat(new HashSet<>(dealt.subList(i, i + kinds.size()))).hasSize(kinds.size());
      }
      assertThat(dealt).hasSizeGreaterThan(kinds.size());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void inALongRunARegistryIsBusyAndOneIsBrokenForAWholeMinute(long seed) {
    for (ChaosPlan plan : List.of(ChaosPlan.of(seed, LONG), ChaosPlan.ofSoak(seed, LONG))) {
      for (Fault fault : List.of(Fault.REGISTRY_BUSY, Fault.REGISTRY_BROKEN)) {
        assertThat(plan.strikes())
            .anyMatch(
                strike ->
                    strike.fault() == fault
                        && strike.length().compareTo(MINUTE) >= 0
                        && strike.at().plus(strike.length()).compareTo(LONG) < 0);
      }
    }
  }

  @Test
  void aSeedIsAlwaysTheSamePlan() {
    assertThat(ChaosPlan.of(7, MINUTE)).isEqualTo(ChaosPlan.of(7, MINUTE));
    assertThat(ChaosPlan.of(7, MINUTE).strikes()).isNotEqualTo(ChaosPlan.of(8, MINUTE).strikes());
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void everyFaultIsOneOfProcessesOrOfLines(Fault fault) {
    assertThat(Fault.OF_PROCESSES.contains(fault)).isNotEqualTo(Fault.OF_LINES.contains(fault));
  }
}
