package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything breaks, at moments that a seed chooses, and the guarantees hold. Rerun a failure with
 * {@code -Dwaybill.chaos.seed=N}; {@code -Dwaybill.chaos.seconds=N} is for how long things break.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosTest {
  private static final String SEED = "waybill.chaos.seed";
  private static final String SECONDS = "waybill.chaos.seconds";
  private static final String SOAK_SECONDS = "waybill.soak.seconds";

  /** What is shorter says nothing about what grows. */
  private static final Duration LONG_SOAK = Duration.ofMinutes(5);

  private static final long ALWAYS_RUN = 1;
  private static final int SHORT_RUN = 10;
  private static final int LONG_RUN = 60;

  /** Where a worker is asked to end also in short runs: in the midst of bytes, and of a tag. */
  private static final Set<CopyStep> STOPPED_AT = Set.of(CopyStep.UPLOAD_BEGUN, CopyStep.TAG_PUT);

  private ChaosLandscape landscape;
  private boolean failed;

  @SuppressWarnings("NullAway.Init") // made in bringUp, before any test
  ChaosTest() {}

  @BeforeAll
  void bringUp() throws IOException {
    Path below = Files.createDirectories(Path.of("target", "chaos"));
    landscape = ChaosLandscape.start(Files.createTempDirectory(below.toAbsolutePath(), "run-"));
  }

  @AfterAll
  void takeDown() throws IOException {
    if (landscape != null) {
      landscape.close();
      if (!failed) {
        try (Stream<Path> files = Files.walk(landscape.directory())) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }

  static LongStream seeds() {
    Long asked = Long.getLong(SEED);
    return asked != null
        ? LongStream.of(asked)
        : LongStream.of(ALWAYS_RUN, new Random().nextInt(2, 1_000_000));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theGuaranteesHoldWhileThingsBreak(long seed) throws Exception {
    long usual = seed == ALWAYS_RUN ? ChaosPlan.EACH_KIND.toSeconds() : SHORT_RUN;
    Duration length = Duration.ofSeconds(Long.getLong(SECONDS, usual));
    String rerun = "-D%s=%d -D%s=%d".formatted(SEED, seed, SECONDS, length.toSeconds());
    System.out.println("seed: " + seed + ", rerun with " + rerun);
    ChaosPlan plan = ChaosPlan.of(seed, length);
    try (ChaosRun run = new ChaosRun("s", plan, landscape)) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs("Seed %d (%s)".formatted(seed, rerun), broken);
    }
  }

  @Test
  void nothingGrowsWhileThingsBreakAroundTheRoles() throws Exception {
    long seed = Long.getLong(SEED, new Random().nextInt(2_000_000, 3_000_000));
    Duration length = Duration.ofSeconds(Long.getLong(SOAK_SECONDS, SHORT_RUN));
    System.out.println("soak of " + length + ", seed: " + seed);
    FootprintWatch footprints = new FootprintWatch(landscape);
    List<String> growing;
    try (ChaosRun run = new ChaosRun("soak", ChaosPlan.ofSoak(seed, length), landscape);
        Lookout lookout = footprints.watch()) {
      run.play(lookout::end);
    } catch (Throwable broken) {
      throw withLogs("Soak of seed " + seed, broken);
    } finally {
      growing = footprints.growing();
    }
    assertThat(footprints.looks()).hasSize(landscape.roles().size());
    assertThat(footprints.lives())
        .as("processes of each role")
        .containsOnlyKeys(footprints.looks().keySet());
    assertThat(footprints.lives().values()).as("processes of each role").containsOnly(1);
    assertThat(footprints.beyondBounds()).as("what is too much at any time").isEmpty();
    if (length.compareTo(LONG_SOAK) >= 0) {
      assertThat(growing).as("what grows").isEmpty();
    }
  }

  /** In a long run everything breaks at every step; else every step is the last of a worker. */
  static Stream<Arguments> steps() {
    boolean all = Long.getLong(SECONDS, SHORT_RUN) >= ChaosPlan.LONG.toSeconds();
    return Arrays.stream(CopyStep.values())
        .flatMap(
            step ->
                StepTrap.FAULTS.stream()
                    .filter(
                        fault ->
                            all
                                || fault == Fault.WORKER_KILLED
                                || (fault == Fault.WORKER_STOPPED && STOPPED_AT.contains(step)))
                    .map(fault -> Arguments.of(step, fault)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aCopyIsFinishedWhateverBreaksAtThisStep(CopyStep step, Fault fault) throws Exception {
    try (StepRun run = new StepRun(landscape, step, fault)) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs(fault + " at " + step, broken);
    }
  }

  @Test
  void aWorkerThatWakesUpWithAnOldDigestGoesRoundAgain() throws Exception {
    try (FrozenRun run = new FrozenRun(landscape)) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs("a worker that was frozen before it put a tag", broken);
    }
  }

  @Test
  void allWorkersAreRestartedWhilePushesArrive() throws Exception {
    try (RollingRun run = new RollingRun(landscape)) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs("a rolling restart", broken);
    }
  }

  @Test
  void aWorkerThatIsToldToStopEndsInGoodOrderAlsoWhileKafkaIsSilent() {
    landscape.mendAll();
    RoleUnderTest worker = landscape.role("worker-1");
    FaultProxy line = Objects.requireNonNull(landscape.lines().get("worker-1/broker"));
    line.strike(new LineFault.Silent(true));
    try {
      assertThat(worker.stop()).as("what is wrong with how it ended").isEmpty();
    } catch (Throwable broken) {
      throw withLogs("a stop while Kafka is silent", broken);
    } finally {
      landscape.mendAll();
    }
  }

  @ParameterizedTest
  @CsvSource({"401, UNAUTHORIZED", "403, DENIED"})
  void tasksComeHomeByAReplayWhenACredentialIsRightAgain(int status, String code) throws Exception {
    try (CredentialRun run = new CredentialRun(landscape, status, code)) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs("a credential that is answered " + status, broken);
    }
  }

  @Test
  void tasksComeHomeByAReplayWhenAPasswordIsTheOldOneAgain() throws Exception {
    try (PasswordRun run = new PasswordRun(landscape)) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs("a password that was changed", broken);
    }
  }

  @Test
  void aTaskComesHomeWhenAFullDiskHasRoomAgain() throws Exception {
    assumeTrue(
        RegistryUnderTest.canHaveSmallDisk(),
        "no small disk can be had here: unshare -rm with mount -t tmpfs is not allowed, or the"
            + " registry runs in a container");
    try (FullDiskRun run = new FullDiskRun(landscape)) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs("a full disk", broken);
    }
  }

  /** It starts everything anew twice, and waits each time until the API has seen a clock jump. */
  @Test
  void tasksComeHomeWhateverTheClocksOfTheRolesAreSetTo() throws Exception {
    assumeTrue(
        Long.getLong(SECONDS, SHORT_RUN) >= LONG_RUN,
        "clocks are set in long runs only: dev/chaos");
    Optional<Path> library = WallClock.findLibrary(landscape.directory());
    assumeTrue(
        library.isPresent(), "Debian's libfaketime is not here, and apt-get cannot download it");
    try (ClockRun run = new ClockRun(landscape, library.orElseThrow())) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs("clocks that are set", broken);
    }
  }

  @Test
  void theJudgeSaysWhichGuaranteeIsBroken() throws Exception {
    try (JudgeRun run = new JudgeRun(landscape)) {
      run.play();
    } catch (Throwable broken) {
      throw withLogs("the judge", broken);
    }
  }

  private AssertionError withLogs(String what, Throwable broken) {
    failed = true;
    return new AssertionError(
        "%s, logs in %s: %s".formatted(what, landscape.directory(), broken.getMessage()), broken);
  }
}
