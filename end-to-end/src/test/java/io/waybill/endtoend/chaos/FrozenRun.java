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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A worker that is frozen when it is about to put a tag, for longer than its lock: another one does
 * the work, with a digest that is newer by then. When the first one goes on, it puts the older one
 * over it, and has to notice.
 */
final class FrozenRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String RULE = "frozen";
  private static final String TAG = "v1";

  private final ChaosLandscape landscape;
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final SampleImages images = new SampleImages(RULE.hashCode());
  private final Sender sender;

  FrozenRun(ChaosLandscape landscape) {
    this.landscape = landscape;
    this.sender = new Sender(landscape);
  }

  void play() throws InterruptedException, ExecutionException, TimeoutException, RegistryException {
    landscape.makeRule(
        """
        { "name": "%s", "source": { "registry": "shanghai", "repositories": "%s" },
          "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" } ] }
        """
            .formatted(RULE, RULE));
    LockTime locks = new LockTime(landscape.broker().address());
    // A worker that starts would make the locks as long as they usually are.
    landscape.mendAll();
    locks.shorten();
    try {
      freezeAndResume();
    } finally {
      locks.restore();
    }
  }

  private void freezeAndResume()
      throws InterruptedException, ExecutionException, TimeoutException, RegistryException {
    TargetWatch target = new TargetWatch(landscape, "nothing/");
    History history = new History(landscape, RULE);
    Event older = push(0);
    Event newer;
    try (StepTrap trap =
        StepTrap.freeze(
            landscape, CopyStep.TAG_ABOUT_TO_BE_PUT, () -> target.digestIn("frankfurt", older))) {
      sender.tell(older);
      assertThat(trap.await(PATIENCE)).as("a worker came to the tag").isTrue();
      String task = awaitFirst(history).get("taskId").asText();
      newer = push(1);
      sender.tell(newer);
      awaitTag(target, newer, "another worker to put the newer digest");
      await("another worker to be given the task, and to do it")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> history.get("records/" + task).get("status").asText().equals("succeeded"));
      var _ = trap.mend();
      assertThat(trap.answered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("what the worker puts when it goes on")
          .isEqualTo(older.digest());
      awaitTag(target, newer, "TagsConverge: the worker that went on to put the newer digest");
    }
    sender.awaitAll(PATIENCE);
    await("EveryAttemptRecorded: both tasks to be over")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> assertThat(history.counts()).containsExactly(Map.entry("succeeded", 2)));
    for (JsonNode record : history.records()) {
      history.requireSound(record);
    }
    System.out.println("attempts around a frozen worker: " + history.outcomes());
    var verified =
        new ImageVerifier(clients)
            .verify(reference("shanghai", RULE), reference("frankfurt", "mirror/" + RULE), true);
    assertThat(verified.digest()).as("TagsConverge").hasToString(newer.digest());
  }

  private static JsonNode awaitFirst(History history) {
    return await("history to know of the task")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> history.records().stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static void awaitTag(TargetWatch target, Event event, String what) {
    await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> target.digestIn("frankfurt", event).equals(event.digest()));
  }

  private Event push(int number) throws RegistryException {
    SampleImage image = images.get(RULE, number);
    image.push(clients, (TagReference) reference("shanghai", RULE));
    return new Event(
        RULE + "-" + number, RULE, TAG, image.digest().toString(), Delivery.ONCE, false);
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
