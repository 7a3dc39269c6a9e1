package io.waybill.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.copy.CopyEngine;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.CopySettings;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.CuttingProxy;
import io.waybill.registry.scripted.CuttingProxy.Way;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies between docker distribution's own registries over lines that break. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CutLineTest {
  private static final int LAYER = 1_500_000;
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final CopySettings PARTS =
      new CopySettings(3, 8, 100_000, 500_000, 4 * 1024 * 1024, 1000, Duration.ofSeconds(2));

  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(5), Duration.ofMillis(500)));
  private final SampleImage image =
      SampleImage.builder(71).platforms("linux/amd64").layers(2, LAYER).build();

  private LocalRegistry from;
  private LocalRegistry to;
  private CuttingProxy source;
  private CuttingProxy target;
  private TagReference pushed;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    from = LocalRegistry.start(directory.resolve("from"));
    to = LocalRegistry.start(directory.resolve("to"));
    source = CuttingProxy.to(from.address());
    target = CuttingProxy.to(to.address());
    pushed = reference(from.address(), "team/app");
    image.push(clients, pushed);
  }

  @AfterEach
  void mend() {
    source.mend();
    target.mend();
  }

  @AfterAll
  void stop() {
    clients.close();
    source.close();
    target.close();
    from.close();
    to.close();
  }

  private static TagReference reference(String address, String path) {
    return Repository.of(Registry.of(address), path).tag(Tag.of("v1"));
  }

  private void assertCopied() throws Exception {
    String path = "mirror/r" + NAMES.incrementAndGet();
    CopyEngine engine = new StreamingCopyEngine(clients, PARTS);

    CopyOutcome outcome =
        engine
            .copy(
                CopyRequest.of(
                    reference(source.address(), "team/app"), reference(target.address(), path)),
                CopyListener.NONE)
            .outcome();

    assertThat(outcome).isEqualTo(CopyOutcome.COPIED);
    mend();
    TagReference arrived = reference(to.address(), path);
    assertThat(new ImageVerifier(clients).verify(pushed, arrived, false).digest())
        .isEqualTo(image.digest());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5_000, 500_000, 1_600_000, 2_900_000})
  void goesOnWithADownloadThatIsCut(int bytes) throws Exception {
    long before = source.passed(Way.TO_CLIENT);
    source.cutAfter(Way.TO_CLIENT, bytes);

    assertCopied();

    assertThat(source.passed(Way.TO_CLIENT) - before)
        .as("what comes twice is what was on the way")
        .isLessThan(2 * LAYER + 1_000_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5_000, 400_000, 1_600_000, 2_900_000})
  void arrivesAlthoughAnUploadIsCut(int bytes) throws Exception {
    target.cutAfter(Way.TO_SERVER, bytes);

    assertCopied();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 500, 2_000, 4_000})
  void arrivesAlthoughAnAnswerOfTheTargetIsCut(int bytes) throws Exception {
    target.cutAfter(Way.TO_CLIENT, bytes);

    assertCopied();
  }

  @RepeatedTest(3)
  void arrivesOverTwoLinesThatBreakAgainAndAgain(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int cut = 0; cut < 3; cut++) {
      source.cutAfter(Way.TO_CLIENT, random.nextInt(LAYER));
      target.cutAfter(Way.TO_SERVER, random.nextInt(LAYER));
    }

    assertCopied();
  }
}
