package io.waybill.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.api.live.LiveEvent;
import io.waybill.chassis.http.LiveStream;
import io.waybill.schemas.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes events as browsers read them, and a sign of life where there are none. */
final class EventWriter {
  /** How long the writer waits for an event before it looks at the stream. */
  static final Duration GLANCE = Duration.ofMillis(500);

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Whoever takes nothing for so long does not read. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration GOODBYE = Duration.ofSeconds(2);

  private final LiveStream stream;
  private long lastWord = System.nanoTime();

  EventWriter(LiveStream stream) {
    this.stream = stream;
  }

  /** Writes an event, or a heartbeat where it is time; whether to go on. */
  boolean write(@Nullable LiveEvent event) throws InterruptedException {
    return switch (event) {
      case null ->
          System.nanoTime() - lastWord < HEARTBEAT.toNanos() || send(": alive\n\n", PATIENCE);
      case LiveEvent.Changed changed -> write("record", changed.position(), changed.record());
      case LiveEvent.Moved moved -> write("progress", null, moved.progress());
    };
  }

  /** Writes an event; whether to go on. */
  boolean write(String name, @Nullable String id, Object data) throws InterruptedException {
    return send(text(name, id, data), PATIENCE);
  }

  /** The last event of the stream: why it ends. */
  boolean end(String reason, String detail) throws InterruptedException {
    send(text("end", null, Map.of("reason", reason, "detail", detail)), GOODBYE);
    return false;
  }

  private boolean send(String text, Duration patience) throws InterruptedException {
    lastWord = System.nanoTime();
    return switch (stream.send(text.getBytes(StandardCharsets.UTF_8), patience)) {
      case TAKEN -> true;
      case GONE -> false;
      // It cannot be told: what was written before is not read, either.
      case SLOW -> false;
    };
  }

  private static String text(String name, @Nullable String id, Object data) {
    try {
      return (id == null ? "" : "id: " + id + "\n")
          + "event: "
          + name
          + "\ndata: "
          + Json.lenient().writeValueAsString(data)
          + "\n\n";
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("Cannot write " + data.getClass() + " as JSON", defect);
    }
  }
}
