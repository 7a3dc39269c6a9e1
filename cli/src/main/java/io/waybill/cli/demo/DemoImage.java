package io.waybill.cli.demo;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.terminal.Counted;
import io.waybill.cli.terminal.Steps;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.sample.VerifiedImage;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.units.ByteSize;
import java.util.List;

/** The image that the demo pushes: two platforms, a signature, an SBOM; other content each time. */
final class DemoImage implements AutoCloseable {
  private static final int LAYERS = 3;
  private static final int LAYER_BYTES = 2 << 20;

  private final RegistryClients clients;
  private final SampleImage image;

  /** An image of this seed, for these registries. */
  DemoImage(Landscape landscape, long seed) {
    this.clients =
        new RegistryClients(
            RegistryDirectory.of(
                List.of(
                    RegistryEndpoint.of(Landscape.SHANGHAI, landscape.source()),
                    RegistryEndpoint.of(Landscape.FRANKFURT, landscape.target()))));
    this.image = SampleImage.builder(seed).layers(LAYERS, LAYER_BYTES).signed().withSbom().build();
  }

  /** The digest that its tag has. */
  Digest digest() {
    return image.digest();
  }

  /** Pushes it, its tag last. */
  void push(TagReference tagged, Steps steps) {
    steps.begin("Push", tagged.text());
    try {
      image.push(clients, tagged);
    } catch (RegistryException failure) {
      throw CommandFailure.failed(
          "Tried to push the image to %s, but failed because: %s"
              .formatted(tagged, failure.getMessage()),
          failure);
    }
    steps.done("Push", tagged.text());
    steps.detail(
        "%s for two platforms, with a signature and an SBOM"
            .formatted(new ByteSize(image.bytes()).forPeople()));
    steps.detail(image.digest().toString());
  }

  /** Pulls it back from the target, whole, and compares every digest. */
  void verify(Reference source, Reference target, Steps steps) {
    steps.begin("Verify", "pulling it back from " + target);
    try {
      VerifiedImage verified = new ImageVerifier(clients).verify(source, target, true);
      if (!verified.digest().equals(image.digest())) {
        throw CommandFailure.failed(
            "%s is %s, but %s was pushed.".formatted(target, verified.digest(), image.digest()));
      }
      steps.done(
          "Verify",
          "every digest is equal: %s, %s, %s"
              .formatted(
                  Counted.of(verified.manifests(), "manifest"),
                  Counted.of(verified.blobs(), "blob"),
                  new ByteSize(verified.bytes()).forPeople()));
    } catch (RegistryException failure) {
      throw CommandFailure.failed(
          "Tried to compare %s with %s, but failed because: %s"
              .formatted(target, source, failure.getMessage()),
          failure);
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
