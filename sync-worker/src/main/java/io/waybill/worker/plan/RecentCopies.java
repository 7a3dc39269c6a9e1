package io.waybill.worker.plan;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which digests planned tasks bring where, and which pushes they came from, for some minutes. A
 * copy that is expected somewhere excuses one push there: whoever pushes the same image again means
 * it. One thread's.
 */
final class RecentCopies {
  private static final Duration KEPT = Duration.ofMinutes(15);
  private static final int MOST = 50_000;

  /** A digest at a place. */
  private record Sight(TagReference place, Digest digest) {}

  /**
   * A copy that is on its way or has arrived.
   *
   * @param task by which task
   * @param at when it was planned
   * @param seenBy the push that it turned out to be
   */
  private record Expected(TaskId task, Instant at, @Nullable EventId seenBy) {}

  private final Map<Sight, Expected> expected = new LinkedHashMap<>();
  private final Map<Sight, Instant> pushed = new LinkedHashMap<>();

  /** Notes what a planned task will do. */
  void note(SyncTask task, Instant at) {
    Digest digest = task.announced();
    if (digest == null
        || !(task.source() instanceof TagReference source)
        || !(task.target() instanceof TagReference target)) {
      return;
    }
    Sight origin = new Sight(source, digest);
    pushed.remove(origin);
    pushed.put(origin, at);
    Sight copy = new Sight(target, digest);
    Expected known = expected.get(copy);
    // A task that is queued again is still the same copy.
    if (known == null || !known.task().equals(task.id())) {
      expected.remove(copy);
      expected.put(copy, new Expected(task.id(), at, null));
    }
    forget(at);
  }

  private void forget(Instant now) {
    Instant oldest = now.minus(KEPT);
    trim(expected.values().iterator(), expected.size(), oldest, Expected::at);
    trim(pushed.values().iterator(), pushed.size(), oldest, at -> at);
  }

  private static <T> void trim(
      Iterator<T> oldestFirst, int size, Instant oldest, Function<T, Instant> time) {
    int left = size;
    while (oldestFirst.hasNext()) {
      T next = oldestFirst.next();
      if (left <= MOST && !time.apply(next).isBefore(oldest)) {
        return;
      }
      oldestFirst.remove();
      left--;
    }
  }

  void clear() {
    expected.clear();
    pushed.clear();
  }

  /** What is remembered when this event is planned; the same when it is delivered again. */
  Hindsight of(ImageEvent event) {
    boolean own =
        event instanceof ImagePushed push
            && push.digest() != null
            && push.findTagged()
                .flatMap(tagged -> recognise(new Sight(tagged, digestOf(push)), push.id()))
                .isPresent();
    return new Hindsight() {
      @Override
      public boolean isOwnCopy() {
        return own;
      }

      @Override
      public boolean hasHad(TagReference place, Digest digest) {
        return pushed.containsKey(new Sight(place, digest));
      }
    };
  }

  private static Digest digestOf(ImagePushed push) {
    return Objects.requireNonNull(push.digest());
  }

  private Optional<Expected> recognise(Sight sight, EventId event) {
    Expected copy = expected.get(sight);
    if (copy == null || (copy.seenBy() != null && !copy.seenBy().equals(event))) {
      return Optional.empty();
    }
    Expected seen = new Expected(copy.task(), copy.at(), event);
    expected.replace(sight, seen);
    return Optional.of(seen);
  }
}
