package io.waybill.endtoend.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything breaks, at moments that a seed chooses, and the guarantees hold. Rerun a failure with
 * {@code -Dwaybill.chaos.seed=N}; {@code -Dwaybill.chaos.seconds=N} is for how long things break.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosTest {
  private static final String SEED = "waybill.chaos.seed";
  private static final String SECONDS = "waybill.chaos.seconds";
  private static final long ALWAYS_RUN = 1;
  private static final int SHORT_RUN = 10;

  private ChaosLandscape landscape;

  @SuppressWarnings("NullAway.Init") // made in bringUp, before any test
  ChaosTest() {}

  @BeforeAll
  void bringUp(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    landscape = ChaosLandscape.start(directory);
  }

  @AfterAll
  void takeDown() {
    if (landscape != null) {
      landscape.close();
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
    Duration length = Duration.ofSeconds(Long.getLong(SECONDS, SHORT_RUN));
    String rerun = "-D%s=%d -D%s=%d".formatted(SEED, seed, SECONDS, length.toSeconds());
    System.out.println("seed: " + seed + ", rerun with " + rerun);
    ChaosPlan plan = ChaosPlan.of(seed, length);
    try (ChaosRun run = new ChaosRun(plan, landscape)) {
      run.play();
    } catch (Throwable failed) {
      throw new AssertionError("Seed " + seed + " (" + rerun + "): " + failed.getMessage(), failed);
    }
  }
}
