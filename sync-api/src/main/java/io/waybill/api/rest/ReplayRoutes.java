package io.waybill.api.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.records.RecordStore;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Request;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /replays}: the same task again, as a new one. */
final class ReplayRoutes {
  /**
   * What is to be done again.
   *
   * @param taskId the task whose record is taken
   */
  record ReplayWish(@JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL) TaskId taskId) {}

  private final RecordStore records;
  private final TaskQueue queue;
  private final Registries registries;
  private final IdempotentPosts posts;
  private final Clock clock;

  ReplayRoutes(
      RecordStore records,
      TaskQueue queue,
      Registries registries,
      IdempotentPosts posts,
      Clock clock) {
    this.records = records;
    this.queue = queue;
    this.registries = registries;
    this.posts = posts;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/replays", Role.OPERATOR, posts.once("/replays", this::replay)));
  }

  private Answer replay(Request request, Optional<String> key) throws InterruptedException {
    TaskId original = Bodies.read(request, ReplayWish.class).taskId();
    SyncTask task = records.findTask(original).orElseThrow(() -> RecordRoutes.noRecord(original));
    registries.require(task.source().repository().registry(), "the record's source");
    registries.require(task.target().repository().registry(), "the record's target");
    TaskId id = TaskId.replayOf(original, key.orElseGet(() -> UUID.randomUUID().toString()));
    queue.put(task.replayed(id, clock.instant()));
    return new Answer(
        202, ApiRoutes.BASE + "/records/" + id, null, Map.of("taskId", id, "replayOf", original));
  }
}
