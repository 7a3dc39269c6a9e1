package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.RegistryLimits;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.units.ByteRate;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits reach the bytes of a copy: it takes as long as it must, at least. */
final class CopyBandwidthTest {
  private static final ByteRate LIMIT = ByteRate.parse("1MB/s");

  /** What 900 kB take at that rate, but for the piece that goes out at once. */
  private static final Duration LEAST = Duration.ofMillis(700);

  private final SampleImage image =
      SampleImage.builder(11).platforms("linux/amd64").layers(1, 900_000).build();

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("mirror/app").tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    from.close();
    to.close();
  }

  private Duration timeOfCopy(CopyRequest request, Registry limited) throws Exception {
    RegistryDirectory usual = new AddressDirectory(Set.of());
    RegistryDirectory directory =
        registry -> {
          RegistryEndpoint endpoint = usual.getEndpoint(registry);
          return registry.equals(limited)
              ? endpoint.withLimits(RegistryLimits.DEFAULT.withBandwidth(LIMIT))
              : endpoint;
        };
    try (RegistryClients unlimited = new RegistryClients(usual);
        RegistryClients clients = new RegistryClients(directory)) {
      image.push(unlimited, source);
      long start = System.nanoTime();
      new StreamingCopyEngine(clients).copy(request, CopyListener.NONE);
      assertThat(to.findTag("mirror/app", "v1")).contains(image.digest());
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }

  @Test
  void aCopyKeepsItsOwnLimit() throws Exception {
    CopyRequest request = CopyRequest.of(source, target).withBandwidth(LIMIT);

    assertThat(timeOfCopy(request, Registry.of("nobody"))).isGreaterThan(LEAST);
  }

  @Test
  void aSourceIsReadNoFasterThanItsLimit() throws Exception {
    assertThat(timeOfCopy(CopyRequest.of(source, target), source.repository().registry()))
        .isGreaterThan(LEAST);
  }

  @Test
  void aTargetIsWrittenNoFasterThanItsLimit() throws Exception {
    assertThat(timeOfCopy(CopyRequest.of(source, target), target.repository().registry()))
        .isGreaterThan(LEAST);
  }
}
