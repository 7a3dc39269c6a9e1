package io.waybill.schemas.tasks;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.RuleId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a task. It is computed, so that the same event planned twice is one task.
 *
 * @param value a UUID of version 5 (RFC 9562)
 */
public record TaskId(@JsonValue UUID value) {
  /** The namespace of these UUIDs. */
  private static final UUID NAMESPACE = UUID.fromString("6f0c3b1e-5d0c-5d0e-9b6a-3f4f6f1d7a20");

  /** The id of this value. */
  @JsonCreator
  public TaskId {}

  /** The task that an event makes by a rule (or by none) for a target. */
  public static TaskId of(EventId event, @Nullable RuleId rule, Reference target) {
    return new TaskId(uuid5(event + "\n" + (rule == null ? "-" : rule) + "\n" + target.text()));
  }

  /** The task that a replay makes of another. The same replay asked twice makes the same task. */
  public static TaskId replayOf(TaskId original, String replayKey) {
    return new TaskId(uuid5("replay\n" + original + "\n" + replayKey));
  }

  /** Reads the id's text. */
  public static TaskId parse(String text) {
    return new TaskId(UUID.fromString(text));
  }

  private static UUID uuid5(String name) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(NAMESPACE.getMostSignificantBits())
              .putLong(NAMESPACE.getLeastSignificantBits())
              .array());
      ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
      long high = (hash.getLong() & ~0xf000L) | 0x5000L;
      long low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-1", impossible);
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
