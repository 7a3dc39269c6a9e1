package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.failures.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pushes that go on while all workers are restarted, one after the other, as a rollout does. */
final class RollingRun implements AutoCloseable {
  private static final String RULE = "rolling";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final List<String> WORKERS = List.of("worker-1", "worker-2");

  /**
   * How long a task may have to wait at most. A worker hands back what it has after three seconds;
   * the rest is for a machine that has other things to do.
   */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final ChaosLandscape landscape;
  private final Pushes pushes;
  private final List<Optional<String>> ends = Collections.synchronizedList(new ArrayList<>());

  RollingRun(ChaosLandscape landscape) {
    this.landscape = landscape;
    this.pushes = new Pushes(landscape, RULE);
  }

  /** Restarts every worker, and looks whether anybody noticed. */
  void play() throws InterruptedException, RegistryException {
    landscape.makeRule(
        """
        { "name": "%s", "source": { "registry": "shanghai", "repositories": "%s/**" },
          "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" },
                       { "registry": "virginia", "repository": "mirror/{repository}" } ] }
        """
            .formatted(RULE, RULE));
    pushes.push();
    for (String name : WORKERS) {
      RoleUnderTest worker = landscape.role(name);
      Thread stopping = Thread.ofVirtual().start(() -> restart(worker));
      do {
        pushes.push();
      } while (!stopping.join(PAUSE));
      awaitReady(worker);
    }
    pushes.push();
    pushes.sender().awaitAll(PATIENCE);
    assertThat(List.copyOf(ends))
        .as("how the workers ended")
        .hasSize(WORKERS.size())
        .containsOnly(Optional.empty());
    nothingIsLost();
  }

  private void restart(RoleUnderTest worker) {
    ends.add(worker.stop());
    worker.revive();
  }

  /** The rest of the pushes come while it starts. */
  private void awaitReady(RoleUnderTest worker) throws InterruptedException, RegistryException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!worker.isReady()) {
      assertThat(System.nanoTime()).as(worker.name() + " to be ready").isLessThan(deadline);
      pushes.push();
      Thread.sleep(PAUSE);
    }
  }

  private void nothingIsLost() {
    History history = new History(landscape, RULE);
    int tasks = pushes.count() * ChaosLandscape.TARGETS.size();
    await("NothingAcceptedIsLost, EveryAttemptRecorded: all tasks to be over")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () -> assertThat(history.counts()).containsExactly(Map.entry("succeeded", tasks)));
    Duration longest = Duration.ZERO;
    for (JsonNode record : history.records()) {
      history.requireSound(record);
      Duration took =
          Duration.between(
              Instant.parse(record.get("plannedAt").asText()),
              Instant.parse(record.get("endedAt").asText()));
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    System.out.printf(
        "%d tasks while all workers were restarted; the longest took %d ms; attempts %s%n",
        tasks, longest.toMillis(), history.outcomes());
    assertThat(longest).as("how long a task took").isLessThan(LONGEST);
  }

  @Override
  public void close() {
    pushes.close();
  }
}
