package io.waybill.worker.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.CircuitConfig;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CircuitsTest {
  private static final Registry HOME = Registry.of("home");
  private static final Registry NEAR = Registry.of("near");
  private static final Registry FAR = Registry.of("far");
  private static final Region EU = Region.of("eu");
  private static final Region US = Region.of("us");
  private static final Reference SOURCE = Reference.parse("home/app:v1");
  private static final Reference IN_NEAR = Reference.parse("near/app:v1");
  private static final Reference IN_FAR = Reference.parse("far/app:v1");

  private Instant now = Instant.parse("2026-11-22T03:00:00Z");
  private Instant wall = now;
  private final Circuits circuits =
      Circuitry.of(Map.of(HOME, US, NEAR, EU, FAR, EU), new HandClock(), new HandClock());

  @Test
  void aTaskThatNeedsADeadRegistryIsToldWhichSinceWhenWhyAndUntilWhen() {
    kill(NEAR, IN_NEAR);
    now = now.plusSeconds(1);

    PutOff putOff = (PutOff) circuits.enter("late", SOURCE, IN_NEAR);

    assertThat(putOff.failure().code()).isEqualTo(FailureCode.REGISTRY_DOWN);
    assertThat(putOff.failure().reason())
        .contains("the registry near (of near/app:v1)")
        .contains("since 2026-11-22T03:00:00Z")
        .contains("looked at again at 2026-11-22T03:00:0")
        .contains("Tried to ask near but failed because: nobody is there.")
        .doesNotContain("home");
    assertThat(putOff.at()).isAfter(now);
  }

  @Test
  void othersAreNotConcerned() {
    kill(NEAR, IN_NEAR);

    assertThat(circuits.enter("other", SOURCE, IN_FAR)).isInstanceOf(Pass.class);
    assertThat(circuits.road(EU)).isEqualTo(Road.OPEN);
    assertThat(circuits.level(NEAR)).isEqualTo(2);
    assertThat(circuits.level(FAR)).isZero();
    assertThat(circuits.openings(NEAR)).isOne();
  }

  @Test
  void aDeadSourceHoldsUpItsTasksAndClosesNoRegionOfTargets() {
    kill(HOME, SOURCE);

    PutOff putOff = (PutOff) circuits.enter("any", SOURCE, IN_FAR);

    assertThat(putOff.failure().reason()).contains("registry home").doesNotContain("far");
    assertThat(circuits.road(EU)).isEqualTo(Road.OPEN);
    assertThat(circuits.road(US)).isEqualTo(Road.CLOSED);
  }

  @Test
  void aRegionIsClosedWhenAllItsRegistriesAreAndIsTriedOneByOne() {
    kill(NEAR, IN_NEAR);
    kill(FAR, IN_FAR);
    assertThat(circuits.road(EU)).isEqualTo(Road.CLOSED);

    now = now.plusSeconds(10);
    assertThat(circuits.dueLooks()).containsExactlyInAnyOrder(NEAR, FAR);
    assertThat(circuits.dueLooks()).as("a look takes its time").isEmpty();
    circuits.looked(FAR, Optional.of(Failure.of(FailureCode.NETWORK, "Nobody.")));
    circuits.looked(NEAR, Optional.empty());
    assertThat(circuits.road(EU)).isEqualTo(Road.ONE_BY_ONE);

    Pass trial = (Pass) circuits.enter("trial", SOURCE, IN_NEAR);
    assertThat(circuits.road(EU)).isEqualTo(Road.CLOSED);
    assertThat(circuits.enter("other", SOURCE, IN_NEAR))
        .isInstanceOfSatisfying(
            PutOff.class,
            putOff -> assertThat(putOff.failure().reason()).contains("one task tries it now"));
    assertThat(trial.findPutOff()).as("its own second try").isEmpty();

    trial.succeeded();
    assertThat(circuits.road(EU)).isEqualTo(Road.OPEN);
    assertThat(circuits.enter("other", SOURCE, IN_NEAR)).isInstanceOf(Pass.class);
  }

  @Test
  void aTrialThatIsCutShortMakesRoomForAnother() {
    kill(NEAR, IN_NEAR);
    now = now.plusSeconds(10);
    circuits.dueLooks();
    circuits.looked(NEAR, Optional.empty());

    ((Pass) circuits.enter("cut", SOURCE, IN_NEAR)).close();

    assertThat(circuits.enter("next", SOURCE, IN_NEAR)).isInstanceOf(Pass.class);
  }

  @Test
  void aRefusalShowsThatTheRegistryIsThere() {
    Pass pass = (Pass) circuits.enter("a", SOURCE, IN_NEAR);
    for (int i = 0; i < 20; i++) {
      pass.failed(i % 4 == 3 ? refusal() : unreachable(NEAR), Duration.ZERO);
    }
    assertThat(pass.findPutOff()).isEmpty();
  }

  @Test
  void whatIsNobodysFailureSaysNothing() {
    Pass pass = (Pass) circuits.enter("a", SOURCE, IN_NEAR);
    for (int i = 0; i < 20; i++) {
      pass.failed(new IllegalStateException("a defect"), Duration.ZERO);
      pass.failed(
          RegistryException.because(FailureCode.NETWORK, "read a file", "it broke", null),
          Duration.ZERO);
      pass.failed(unreachable(Registry.of("elsewhere")), Duration.ZERO);
      pass.failed(
          RegistryException.postponed(
                  FailureCode.REGISTRY_ERROR, "ask near", "it wants peace", Duration.ofMinutes(1))
              .at(NEAR),
          Duration.ZERO);
    }
    for (Registry registry : List.of(HOME, NEAR, FAR)) {
      assertThat(circuits.level(registry)).as(registry.name()).isZero();
    }
  }

  @Test
  void whoSetsTheClockOnTheWallChangesOnlyWhatIsTold() {
    Circuits set = Circuitry.of(Map.of(NEAR, EU), new HandClock(() -> wall), new HandClock());
    Pass pass = (Pass) set.enter("a", SOURCE, IN_NEAR);
    for (int i = 0; i < 20; i++) {
      pass.failed(unreachable(NEAR), Duration.ZERO);
    }
    wall = now.minus(Duration.ofHours(5));

    PutOff putOff = set.findPutOff(NEAR).orElseThrow();
    assertThat(putOff.at()).isBetween(wall, wall.plus(Duration.ofMinutes(15)));

    now = now.plus(CircuitConfig.DEFAULT.probe().duration());
    assertThat(set.dueLooks()).containsExactly(NEAR);
  }

  @Test
  void regionsWithoutAConfiguredRegistryAreOpen() {
    assertThat(circuits.road(Region.of("nowhere"))).isEqualTo(Road.OPEN);
  }

  private void kill(Registry registry, Reference target) {
    Reference to = registry.equals(HOME) ? IN_FAR : target;
    for (int i = 0; i < 5; i++) {
      if (circuits.enter("t" + i, SOURCE, to) instanceof Pass pass) {
        try (pass) {
          pass.failed(unreachable(registry), Duration.ZERO);
        }
      }
    }
  }

  private static RegistryException unreachable(Registry registry) {
    return RegistryException.because(
            FailureCode.NETWORK, "ask " + registry, "nobody is there", new ConnectException("no"))
        .at(registry);
  }

  private static RegistryException refusal() {
    return RegistryException.answered(
            FailureCode.UNAUTHORIZED,
            "ask near",
            new io.waybill.registry.failures.RegistryAnswer(401, List.of(), "", Optional.empty()))
        .at(NEAR);
  }

  private final class HandClock extends Clock {
    private final Supplier<Instant> shown;

    HandClock() {
      this(() -> now);
    }

    HandClock(Supplier<Instant> shown) {
      this.shown = shown;
    }

    @Override
    public Instant instant() {
      return shown.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
