package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Prints records while they change, a line each, until it is interrupted. Where the connection
 * breaks, it connects again and goes on after the last event that it has seen.
 */
final class RecordWatch {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int REMEMBERED = 10_000;

  private final ApiClient api;
  private final Map<String, String> query;
  private final Surroundings surroundings;
  private final Function<JsonNode, String> line;
  private Optional<String> last = Optional.empty();
  private boolean connected;

  /** What was printed of each task: an event may come twice. */
  private final Map<String, String> printed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A watch.
   *
   * @param filter as the list of records takes it
   * @param line how a record is printed
   */
  RecordWatch(
      ApiClient api,
      Map<String, String> filter,
      Surroundings surroundings,
      Function<JsonNode, String> line) {
    this.api = api;
    this.query = new LinkedHashMap<>(filter);
    this.query.put("progress", "false");
    this.surroundings = surroundings;
    this.line = line;
  }

  /**
   * Prints for ever.
   *
   * @throws CommandFailure when the API refuses, or cannot be reached in the first place
   * @throws InterruptedException when the person has seen enough
   */
  void run() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try (ServerEvents events = new ServerEvents(api.listen("events", query, last))) {
        connected = true;
        pause = FIRST_PAUSE;
        print(events);
      } catch (IOException broken) {
        if (Thread.interrupted() || broken.getCause() instanceof InterruptedException) {
          throw new InterruptedException("told to end");
        }
        if (pause.equals(FIRST_PAUSE)) {
          say("The connection to the API is lost; trying again.");
        }
      } catch (CommandFailure failed) {
        if (!connected || !failed.isUnavailable()) {
          throw failed;
        }
      }
      Thread.sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void print(ServerEvents events) throws IOException {
    for (Optional<ServerEvents.Event> next = events.next();
        next.isPresent();
        next = events.next()) {
      ServerEvents.Event event = next.get();
      last = event.id().or(() -> last);
      switch (event.name()) {
        case "record" -> print(event.data());
        case "reset" ->
            say("Some changes may be missing here: see waybill records list for what there is.");
        default -> {
          // The beginning, or why it ends: it is begun again in any case.
        }
      }
    }
  }

  private void print(JsonNode record) {
    String text = line.apply(record);
    if (!text.equals(printed.put(record.path("taskId").asText(), text))) {
      surroundings.out().println(text);
      surroundings.out().flush();
    }
  }

  private void say(String sentence) {
    surroundings.err().println("waybill: " + sentence);
    surroundings.err().flush();
  }
}
