package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.endtoend.chaos.ChaosPlan.Delivery;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A target whose disk is too small for an image: the registry's own answer is seen in history, no
 * tag shows what is not whole, and the task comes home by itself once there is room.
 */
final class FullDiskRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String RULE = "full-disk-large";
  private static final String TAG = "v1";

  private final ChaosLandscape landscape;
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final Sender sender;

  FullDiskRun(ChaosLandscape landscape) {
    this.landscape = landscape;
    this.sender = new Sender(landscape);
  }

  void play() throws InterruptedException, RegistryException {
    landscape.makeRule(
        """
        { "name": "%s", "source": { "registry": "shanghai", "repositories": "%s" },
          "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" } ] }
        """
            .formatted(RULE, RULE));
    SampleImage image = new SampleImages(RULE.hashCode()).get(RULE, 0);
    Reference source = reference("shanghai", RULE);
    image.push(clients, (TagReference) source);
    RegistryUnderTest frankfurt = landscape.registry("frankfurt");
    TargetWatch watch = new TargetWatch(landscape, "nothing/");
    Event event = new Event(RULE, RULE, TAG, image.digest().toString(), Delivery.ONCE, false);
    History history = new History(landscape, RULE);
    frankfurt.kill();
    frankfurt.reviveOnSmallDisk();
    try {
      sender.tell(event);
      sender.awaitAll(PATIENCE);
      await("an attempt to fail because the registry is broken")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> history.outcomes().containsKey("retry-at REGISTRY_ERROR"));
      assertThat(watch.digestIn("frankfurt", event)).as("NoBrokenImage").isEmpty();
    } finally {
      frankfurt.kill();
      frankfurt.revive();
    }
    await("the task to come home")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () -> assertThat(history.counts()).containsExactly(Map.entry("succeeded", 1)));
    JsonNode record = history.records().getFirst();
    history.requireSound(record);
    var verified =
        new ImageVerifier(clients).verify(source, reference("frankfurt", "mirror/" + RULE), true);
    assertThat(verified.digest()).as("TagsConverge").isEqualTo(image.digest());
  }

  private Reference reference(String registry, String path) {
    return Reference.parse(landscape.registry(registry).address() + "/" + path + ":" + TAG);
  }

  @Override
  public void close() {
    sender.giveUp();
    clients.close();
  }
}
