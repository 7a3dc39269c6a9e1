package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.terminal.Durations;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.tasks.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** History as the API tells it. It follows the facts, so it is asked again until it knows. */
public final class History {
  private static final String RECORDS = "records";
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Set<String> FINAL = Set.of("succeeded", "failed", "cancelled");

  /** How long no task at all may come of an event before it is said that none will. */
  private static final Duration PLANNING = Duration.ofSeconds(10);

  private final ApiClient api;

  /** History behind this API. */
  public History(ApiClient api) {
    this.api = api;
  }

  /** Whether the record says that its task is over. */
  static boolean isOver(JsonNode record) {
    return FINAL.contains(record.path("status").asText());
  }

  /** Whether the record says that its task succeeded. */
  static boolean hasSucceeded(JsonNode record) {
    return "succeeded".equals(record.path("status").asText());
  }

  /**
   * The task's record, once it is over.
   *
   * @throws CommandFailure when that takes longer than the patience
   */
  public JsonNode awaitEnd(TaskId task, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<JsonNode> record = api.find(RECORDS + "/" + task);
      if (record.isPresent() && isOver(record.get())) {
        return record.get();
      }
      Thread.sleep(PAUSE);
    }
    throw CommandFailure.failed(
        "Waited %s for the task %s, but it is not over. See waybill records get %s."
            .formatted(Durations.forPeople(patience), task, task));
  }

  /**
   * The records of every task that the event made, once all are over.
   *
   * @throws CommandFailure when that takes longer than the patience, or no task is made
   */
  public List<JsonNode> awaitEnds(EventId event, Duration patience) throws InterruptedException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < patience.toNanos()) {
      List<JsonNode> records =
          Pages.first(api, RECORDS, Map.of("event", event.value()), Integer.MAX_VALUE);
      if (records.isEmpty() && System.nanoTime() - began > PLANNING.toNanos()) {
        throw CommandFailure.failed(
            "Nothing came of it: no enabled rule names this image. See waybill rules list, or name"
                + " a target with --target.");
      }
      if (!records.isEmpty() && records.stream().allMatch(History::isOver)) {
        return records;
      }
      Thread.sleep(PAUSE);
    }
    throw CommandFailure.failed(
        "Waited %s, but not every task of event %s is over. See waybill records list."
            .formatted(Durations.forPeople(patience), event));
  }
}
