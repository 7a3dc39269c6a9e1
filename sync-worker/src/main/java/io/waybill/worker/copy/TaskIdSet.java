package io.waybill.worker.copy;

import io.waybill.schemas.tasks.TaskId;
import java.util.UUID;

/**
 * Ids and a number for each, in 48 bytes at most: there may be a million of them. Only grows. One
 * thread at a time.
 */
final class TaskIdSet {
  private static final int WORDS = 3;
  private static final int FIRST_SLOTS = 16;

  /** High half, low half, number; all zero = free, which no UUID with a version is. */
  private long[] words = new long[FIRST_SLOTS * WORDS];

  private int size;

  /** How many ids there are. */
  int size() {
    return size;
  }

  /** Adds an id; one that is there already keeps its number. */
  void add(TaskId id, long number) {
    if (3 * (size + 1) > 2 * (words.length / WORDS)) {
      grow();
    }
    if (put(
        words, id.value().getMostSignificantBits(), id.value().getLeastSignificantBits(), number)) {
      size++;
    }
  }

  /** Whether the id is there. */
  boolean contains(TaskId id) {
    return words[place(words, id.value()) + 1] != 0;
  }

  /** The number of an id that is there. */
  long number(TaskId id) {
    return words[place(words, id.value()) + 2];
  }

  private void grow() {
    long[] more = new long[words.length * 2];
    for (int at = 0; at < words.length; at += WORDS) {
      if (words[at + 1] != 0) {
        put(more, words[at], words[at + 1], words[at + 2]);
      }
    }
    words = more;
  }

  private static boolean put(long[] table, long high, long low, long number) {
    int at = place(table, new UUID(high, low));
    if (table[at + 1] != 0) {
      return false;
    }
    table[at] = high;
    table[at + 1] = low;
    table[at + 2] = number;
    return true;
  }

  /** Where the id is, or would be. Its bits are those of a hash already. */
  private static int place(long[] table, UUID id) {
    int slots = table.length / WORDS;
    int slot = (int) Long.remainderUnsigned(id.getLeastSignificantBits(), slots);
    while (table[slot * WORDS + 1] != 0
        && (table[slot * WORDS] != id.getMostSignificantBits()
            || table[slot * WORDS + 1] != id.getLeastSignificantBits())) {
      slot = (slot + 1) % slots;
    }
    return slot * WORDS;
  }
}
