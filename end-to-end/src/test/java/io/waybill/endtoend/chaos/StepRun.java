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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One push, and something that breaks at one step of its copy. */
final class StepRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String TAG = "v1";

  private final ChaosLandscape landscape;
  private final CopyStep step;
  private final Fault fault;
  private final String repository;
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final Sender sender;

  StepRun(ChaosLandscape landscape, CopyStep step, Fault fault) {
    this.landscape = landscape;
    this.step = step;
    this.fault = fault;
    this.repository =
        "steps/%s-%s".formatted(step, fault).toLowerCase(Locale.ROOT).replace('_', '-');
    this.sender = new Sender(landscape);
  }

  /** Breaks it, and looks whether somebody finished the work and history says so. */
  void play() throws InterruptedException, RegistryException {
    landscape.makeRule(
        """
        { "name": "%s", "source": { "registry": "shanghai", "repositories": "%s" },
          "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" } ] }
        """
            .formatted(rule(), repository));
    Reference source = reference("shanghai", repository);
    SampleImage image = new SampleImages(repository.hashCode()).get(repository, 0);
    image.push(clients, (TagReference) source);
    try (StepTrap trap = StepTrap.set(landscape, step, fault)) {
      sender.tell(
          new Event(rule(), repository, TAG, image.digest().toString(), Delivery.ONCE, false));
      assertThat(trap.await(PATIENCE)).as("a worker came to " + step).isTrue();
      assertThat(trap.mend()).as("what was asked to end").isEmpty();
    } finally {
      sender.awaitAll(PATIENCE);
      sender.giveUp();
    }
    if (fault != Fault.WORKER_KILLED && fault != Fault.WORKER_STOPPED) {
      // Whoever is asked below, or makes the next rule, has to be back.
      landscape.mendAll();
    }
    History history = new History(landscape, rule());
    await("EveryAttemptRecorded: the task to be over")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> assertThat(history.counts()).containsExactly(Map.entry("succeeded", 1)));
    List<JsonNode> records = history.records();
    history.requireSound(records.getFirst());
    var verified =
        new ImageVerifier(clients)
            .verify(source, reference("frankfurt", "mirror/" + repository), true);
    assertThat(verified.digest()).as("TagsConverge").isEqualTo(image.digest());
  }

  private String rule() {
    return repository.replace('/', '-');
  }

  private Reference reference(String registry, String path) {
    return Reference.parse(landscape.registry(registry).address() + "/" + path + ":" + TAG);
  }

  @Override
  public void close() {
    clients.close();
  }
}
