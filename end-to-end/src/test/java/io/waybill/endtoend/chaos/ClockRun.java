package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.failures.RegistryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody sets the clocks of the roles and of PostgreSQL while a target is away and tasks wait for
 * it: forth, back, each another way. Whatever they show, tasks come home when the target does, and
 * not when some clock has caught up.
 */
final class ClockRun implements AutoCloseable {
  private static final String RULE = "clocks";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String DATABASE = "database";
  private static final List<String> ROLES = List.of("gateway", "worker-1", "worker-2", "api");

  private final ChaosLandscape landscape;
  private final Path library;
  private final Pushes pushes;
  private final Map<String, WallClock> clocks = new LinkedHashMap<>();

  ClockRun(ChaosLandscape landscape, Path library) {
    this.landscape = landscape;
    this.library = library;
    this.pushes = new Pushes(landscape, RULE);
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
    setWhileTasksWait(
        Map.of("worker-1", hours, "worker-2", hours, "api", hours.negated(), DATABASE, hours));
    // The times that tasks wait for were told by clocks that were all ahead.
    Duration none = Duration.ZERO;
    setWhileTasksWait(Map.of("worker-1", none, "worker-2", none, "api", none, DATABASE, none));
  }

  /** Starts every role and PostgreSQL anew, each below a clock of its own. */
  private void hangClocks() {
    for (String name : ROLES) {
      RoleUnderTest role = landscape.role(name);
      role.kill();
      role.surround(hangClock(name).environment());
    }
    landscape.database().kill();
    landscape.database().surround(hangClock(DATABASE).environment());
    landscape.database().revive();
    landscape.mendAll();
  }

  private WallClock hangClock(String name) {
    WallClock clock = new WallClock(library, landscape.directory().resolve(name + ".clock"));
    clocks.put(name, clock);
    return clock;
  }

  private void setWhileTasksWait(Map<String, Duration> times)
      throws InterruptedException, RegistryException {
    History history = new History(landscape, RULE);
    List<FaultProxy> lines = landscape.linesTo("frankfurt");
    lines.forEach(line -> line.strike(new LineFault.Answering(503, 0)));
    int before = pushes.count();
    try {
      for (int i = 0; i < 4; i++) {
        pushes.push();
      }
      await("tasks to be tried in vain")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> history.counts().containsKey("waiting"));
      times.forEach((name, ahead) -> clock(name).set(ahead));
      if (times.containsKey(DATABASE)) {
        awaitDatabase(times.get(DATABASE));
      }
      pushes.push();
    } finally {
      lines.forEach(FaultProxy::mend);
    }
    pushes.sender().awaitAll(PATIENCE);
    assertThat(pushes.sender().accepted()).as("NothingAcceptedIsLost").hasSize(pushes.count());
    await("all tasks to be over after the clocks were set to " + times)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () ->
                assertThat(history.counts())
                    .containsExactly(Map.entry("succeeded", pushes.count())));
    history.records().forEach(record -> noAttemptEndsBeforeItBegins(history, record));
    System.out.printf(
        "%d tasks while clocks were set to %s; attempts so far %s%n",
        pushes.count() - before, times, history.outcomes());
  }

  /** PostgreSQL shows that time, and the API has seen it: it looks twice a minute. */
  private void awaitDatabase(Duration ahead) {
    await("PostgreSQL's clock to be seen " + ahead + " ahead")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              Instant right = Instant.now().plus(ahead);
              Instant seen = landscape.database().readTime("SELECT seen_at FROM database_clock");
              return Duration.between(seen, right).abs().compareTo(Duration.ofMinutes(2)) < 0;
            });
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

  private WallClock clock(String owner) {
    WallClock clock = clocks.get(owner);
    if (clock == null) {
      throw new IllegalArgumentException("There is no clock for " + owner);
    }
    return clock;
  }

  /** The roles go on below the clock of this machine. */
  @Override
  public void close() {
    pushes.close();
    for (String name : ROLES) {
      RoleUnderTest role = landscape.role(name);
      role.kill();
      role.surround(Map.of());
    }
    landscape.database().kill();
    landscape.database().surround(Map.of());
    landscape.database().revive();
    landscape.mendAll();
  }
}
