package io.waybill.api.records;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.waybill.schemas.tasks.TaskId;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A task's id, or the beginning of one, as a person types it who has read it in a list.
 *
 * @param text 8 to 36 characters of a UUID, in small letters
 */
public record TaskPrefix(@JsonValue String text) {
  private static final int SHORTEST = 8;
  private static final int WHOLE = 36;
  private static final String LOWEST = "00000000-0000-0000-0000-000000000000";
  private static final String HIGHEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** Refuses what no task's id begins with, and what is too short to mean one of millions. */
  public TaskPrefix {
    if (text.length() < SHORTEST
        || text.length() > WHOLE
        || !UUID_TEXT.matcher(filled(text, LOWEST)).matches()) {
      throw new IllegalArgumentException(
          "must be a task's id, or at least the first %d characters of it, not \"%s\""
              .formatted(SHORTEST, text));
    }
  }

  /** Reads the text, in small or capital letters. */
  @JsonCreator
  public static TaskPrefix parse(String text) {
    return new TaskPrefix(text.strip().toLowerCase(Locale.ROOT));
  }

  /** The task, where nothing is left out. */
  public Optional<TaskId> whole() {
    return text.length() == WHOLE ? Optional.of(TaskId.parse(text)) : Optional.empty();
  }

  /** The lowest id that begins so. */
  UUID first() {
    return UUID.fromString(filled(text, LOWEST));
  }

  /** The highest id that begins so, in the order of their texts, which is PostgreSQL's. */
  UUID last() {
    return UUID.fromString(filled(text, HIGHEST));
  }

  private static String filled(String text, String rest) {
    return text + rest.substring(text.length());
  }

  @Override
  public String toString() {
    return text;
  }
}
