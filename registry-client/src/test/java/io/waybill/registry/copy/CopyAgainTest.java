package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A target shows the image already, but somebody wants it put nevertheless. */
final class CopyAgainTest {
  private final SampleImage image =
      SampleImage.builder(12).platforms("linux/amd64").layers(2, 10_000).build();

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("mirror/app").tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    from.close();
    to.close();
  }

  @Test
  void itsLostBlobsAreBroughtAndItsManifestIsPut() throws Exception {
    try (RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()))) {
      image.push(clients, source);
      new StreamingCopyEngine(clients).copy(CopyRequest.of(source, target), CopyListener.NONE);
      Digest lost = image.blobs().iterator().next();
      to.deleteBlob("mirror/app", lost);

      StreamingCopyEngine engine = new StreamingCopyEngine(clients);
      CopyReport usual = engine.copy(CopyRequest.of(source, target), CopyListener.NONE);
      CopyReport again = engine.copy(CopyRequest.of(source, target).withAgain(), CopyListener.NONE);

      assertThat(usual.outcome()).isEqualTo(CopyOutcome.ALREADY_PRESENT);
      assertThat(again.outcome()).isEqualTo(CopyOutcome.COPIED);
      assertThat(again.transfer().manifests()).isEqualTo(1);
      assertThat(to.hasBlob("mirror/app", lost)).isTrue();
    }
  }

  @Test
  void aLostBlobBelowAnIndexIsBroughtAndAllItsManifestsArePut() throws Exception {
    SampleImage both =
        SampleImage.builder(13).platforms("linux/amd64", "linux/arm64").layers(2, 10_000).build();
    try (RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()))) {
      both.push(clients, source);
      new StreamingCopyEngine(clients).copy(CopyRequest.of(source, target), CopyListener.NONE);
      Digest lost = both.blobs().iterator().next();
      to.deleteBlob("mirror/app", lost);

      CopyReport again =
          new StreamingCopyEngine(clients)
              .copy(CopyRequest.of(source, target).withAgain(), CopyListener.NONE);

      assertThat(again.outcome()).isEqualTo(CopyOutcome.COPIED);
      assertThat(again.transfer().manifests()).isEqualTo(3);
      assertThat(to.hasBlob("mirror/app", lost)).isTrue();
    }
  }

  @Test
  void aChildThatOnlyTheTargetStillHasIsNoObstacle() throws Exception {
    SampleImage both =
        SampleImage.builder(14).platforms("linux/amd64", "linux/arm64").layers(2, 10_000).build();
    try (RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()))) {
      both.push(clients, source);
      new StreamingCopyEngine(clients).copy(CopyRequest.of(source, target), CopyListener.NONE);
      from.deleteManifest("team/app", both.manifests().getLast());

      CopyReport again =
          new StreamingCopyEngine(clients)
              .copy(CopyRequest.of(source, target).withAgain(), CopyListener.NONE);

      assertThat(again.outcome()).isEqualTo(CopyOutcome.COPIED);
      assertThat(again.transfer().manifests()).isEqualTo(2);
    }
  }
}
