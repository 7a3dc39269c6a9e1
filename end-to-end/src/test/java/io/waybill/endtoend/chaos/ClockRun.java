package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.endtoend.chaos.ChaosPlan.Delivery;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Somebody sets the clocks of the roles while a target is away and tasks wait for it: forth, back,
 * each another way. Whatever they show, tasks come home when the target does, and not when some
 * clock has caught up.
 */
final class ClockRun implements AutoCloseable {
  private static final String RULE = "clocks";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<String> ROLES = List.of("gateway", "worker-1", "worker-2", "api");

  private final ChaosLandscape landscape;
  private final Path library;
  private final SampleImages images = new SampleImages(RULE.hashCode());
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final Sender sender;
  private final Map<String, WallClock> clocks = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();

  ClockRun(ChaosLandscape landscape, Path library) {
    this.landscape = landscape;
    this.library = library;
    this.sender = new Sender(landscape);
  }

  void play() throws InterruptedException, RegistryException {
    landscape.makeRule(
        """
        { "name": "%s", "source": { "registry": "shanghai", "repositories": "%s/**" },
          "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" } ] }
        """
            .formatted(RULE, RULE));
    hangClocks();
    Duration hours = Duration.ofHours(3);
    setWhileTasksWait(Map.of("worker-1", hours, "worker-2", hours));
    setWhileTasksWait(Map.of("worker-1", hours.negated(), "worker-2", hours.negated()));
    setWhileTasksWait(Map.of("worker-1", hours, "gateway", hours.negated(), "api", hours));
    setWhileTasksWait(Map.of("worker-1", Duration.ZERO, "api", hours.negated()));
    sender.giveUp();
  }

  /** Starts every role anew, below a clock of its own. */
  private void hangClocks() {
    for (String name : ROLES) {
      WallClock clock = new WallClock(library, landscape.directory().resolve(name + ".clock"));
      clocks.put(name, clock);
      RoleUnderTest role = landscape.role(name);
      role.kill();
      role.surround(clock.environment());
    }
    landscape.mendAll();
  }

  private void setWhileTasksWait(Map<String, Duration> times)
      throws InterruptedException, RegistryException {
    History history = new History(landscape, RULE);
    List<FaultProxy> lines =
        landscape.registryLines().entrySet().stream()
            .filter(line -> line.getKey().endsWith("/frankfurt"))
            .map(Map.Entry::getValue)
            .toList();
    lines.forEach(line -> line.strike(new LineFault.Answering(503, 0)));
    int before = events.size();
    try {
      for (int i = 0; i < 4; i++) {
        push();
      }
      await("tasks to be tried in vain")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> history.counts().containsKey("waiting"));
      times.forEach((name, ahead) -> clock(name).set(ahead));
      push();
    } finally {
      lines.forEach(FaultProxy::mend);
    }
    sender.awaitAll(PATIENCE);
    assertThat(sender.accepted()).as("NothingAcceptedIsLost").hasSize(events.size());
    await("all tasks to be over after the clocks were set to " + times)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () ->
                assertThat(history.counts())
                    .containsExactly(Map.entry("succeeded", events.size())));
    history.records().forEach(record -> noAttemptEndsBeforeItBegins(history, record));
    System.out.printf(
        "%d tasks while clocks were set to %s; attempts so far %s%n",
        events.size() - before, times, history.outcomes());
  }

  private static void noAttemptEndsBeforeItBegins(History history, JsonNode record) {
    JsonNode whole = history.get("records/" + record.get("taskId").asText());
    for (JsonNode attempt : whole.get("attempts")) {
      if (attempt.hasNonNull("endedAt") && !attempt.path("outcome").asText().equals("lost")) {
        assertThat(Instant.parse(attempt.get("endedAt").asText()))
            .as(whole.toPrettyString())
            .isAfterOrEqualTo(Instant.parse(attempt.get("startedAt").asText()));
      }
    }
  }

  private WallClock clock(String role) {
    WallClock clock = clocks.get(role);
    if (clock == null) {
      throw new IllegalArgumentException("There is no clock for " + role);
    }
    return clock;
  }

  private void push() throws RegistryException {
    int number = events.size();
    String repository = RULE + "/app" + number % 3;
    SampleImage image = images.get(repository, number % SampleImages.COUNT);
    String tag = "v" + number;
    Reference source =
        Reference.parse(landscape.registry("shanghai").address() + "/" + repository + ":" + tag);
    image.push(clients, (TagReference) source);
    Event event =
        new Event(
            RULE + "-" + number,
            repository,
            tag,
            image.digest().toString(),
            Delivery.ONCE,
            number % 2 == 0);
    events.add(event);
    sender.tell(event);
  }

  /** The roles go on below the clock of this machine. */
  @Override
  public void close() {
    sender.giveUp();
    clients.close();
    for (String name : clocks.keySet()) {
      RoleUnderTest role = landscape.role(name);
      role.kill();
      role.surround(Map.of());
    }
    landscape.mendAll();
  }
}
