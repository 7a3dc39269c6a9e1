package io.waybill.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.StartException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.cli.client.ApiClient;
import io.waybill.cli.client.History;
import io.waybill.cli.logs.Logs;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Steps;
import io.waybill.cli.terminal.Terminal;
import io.waybill.embedded.DataDirectory;
import io.waybill.embedded.EmbeddedServerException;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The demo's story, from an empty directory to a verified copy. */
final class Demo {
  private static final Repository HELLO = Repository.of(Landscape.SHANGHAI, "demo/hello");
  private static final DateTimeFormatter TAG =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration RECORDING = Duration.ofSeconds(30);
  private static final int LARGEST_PAGE = 500;

  private final Terminal terminal;
  private final Steps steps;
  private final Termination termination;
  private final DemoSettings settings;

  Demo(Surroundings surroundings, Termination termination, DemoSettings settings) {
    this.terminal = surroundings.terminal();
    this.steps = new Steps(terminal);
    this.termination = termination;
    this.settings = settings;
  }

  /**
   * Tells the whole story.
   *
   * @throws CommandFailure where anything in it does not work; it names the log
   */
  DemoResult run() throws InterruptedException {
    try (DataDirectory data = DataDirectory.open(settings.data())) {
      Path log = Logs.toFile(data.resolve("logs"), "demo");
      terminal.line(
          terminal.bold("Waybill demo")
              + terminal.dim("  data %s, log %s".formatted(data.path(), log)));
      terminal.line("");
      try {
        return run(data);
      } catch (CommandFailure failure) {
        terminal.endLive();
        throw failure.withDetail("The log is " + log);
      } catch (EmbeddedServerException | StartException refused) {
        terminal.endLive();
        throw CommandFailure.unavailable(String.valueOf(refused.getMessage()), refused)
            .withDetail("The log is " + log);
      }
    } catch (EmbeddedServerException refused) {
      throw CommandFailure.unavailable(String.valueOf(refused.getMessage()), refused);
    }
  }

  private DemoResult run(DataDirectory data) throws StartException, InterruptedException {
    try (Landscape landscape = Landscape.start(settings, data, steps);
        ApiClient api = new ApiClient(landscape.api(), Optional.empty());
        DemoImage image = new DemoImage(landscape, System.nanoTime());
        TopicWatcher watcher =
            new TopicWatcher(new KafkaClients(landscape.config().kafka(), "waybill-demo"))) {
      DemoRule.ensure(api, steps);
      TagReference tagged =
          HELLO.tag(Tag.of(LocalDateTime.now(ZoneId.systemDefault()).format(TAG)));
      image.push(tagged, steps);
      Instant pushed = Instant.now();
      Following.Outcome outcome =
          new Following(watcher, terminal, steps, tagged, pushed).follow(PATIENCE);
      DemoResult result = conclude(api, image, outcome, pushed);
      if (settings.keep()) {
        new Keeping(landscape, watcher, terminal, termination).stay();
      }
      return result;
    }
  }

  private DemoResult conclude(
      ApiClient api, DemoImage image, Following.Outcome outcome, Instant pushed)
      throws InterruptedException {
    JsonNode record = new History(api).awaitEnd(outcome.task().id(), RECORDING);
    if (outcome.done().status() != TaskStatus.SUCCEEDED) {
      steps.failed("Record");
      JsonNode failure = record.path("failure");
      throw CommandFailure.failed(
          "The copy to %s failed with %s: %s %s"
              .formatted(
                  outcome.task().target(),
                  failure.path("code").asText(),
                  failure.path("reason").asText(),
                  failure.path("hint").asText()));
    }
    Duration took = Duration.ofMillis(record.path("durationMs").asLong());
    int attempts = record.path("attemptCount").asInt();
    steps.done(
        "Record",
        "%s%s; history has %s"
            .formatted(
                record.path("status").asText(),
                attempts == 1 ? "" : " after " + attempts + " attempts",
                count(api)),
        took);
    image.verify(outcome.task().source(), outcome.task().target(), steps);
    AttemptEnded attempt = outcome.attempt().orElseThrow();
    terminal.line("");
    terminal.line(
        "%s stood there %s after the push."
            .formatted(
                outcome.task().target(),
                Durations.forPeople(Duration.between(pushed, attempt.at()))));
    return new DemoResult(
        outcome.event().id(),
        outcome.task().id(),
        outcome.done().status(),
        outcome.task().source(),
        outcome.task().target(),
        image.digest(),
        attempt.transfer().bytesWritten(),
        took.toMillis(),
        attempt.phases(),
        true);
  }

  /** How many records there are, as words. */
  private static String count(ApiClient api) throws InterruptedException {
    JsonNode page = api.get("records", Map.of("limit", Integer.toString(LARGEST_PAGE)));
    int found = page.path("items").size();
    boolean more = !page.path("nextCursor").asText("").isEmpty();
    return (more ? "more than " : "") + found + (found == 1 ? " record" : " records");
  }
}
