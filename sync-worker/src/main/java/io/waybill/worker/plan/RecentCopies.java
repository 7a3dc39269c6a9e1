package io.waybill.worker.plan;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.CopyAnnounced;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Waybill has put where, and from where, as its workers announced it. Each announcement
 * excuses one push at its target: whoever pushes the same image again means it. One thread's.
 */
final class RecentCopies {
  /** How long before a push the put may have been that it is the announcement of. */
  static final Duration KEPT = Duration.ofMinutes(15);

  private static final int MOST = 50_000;

  /** A digest at a place. */
  private record Sight(Reference place, Digest digest) {}

  /** A put, and the push that it turned out to be. */
  private static final class Put {
    private final CopyAnnounced fact;
    private @Nullable EventId seenAs;

    Put(CopyAnnounced fact) {
      this.fact = fact;
    }

    Sight arrival() {
      return new Sight(fact.target(), fact.digest());
    }

    Optional<Sight> origin() {
      return Optional.ofNullable(fact.source()).map(place -> new Sight(place, fact.digest()));
    }

    boolean isSince(Instant oldest) {
      return !fact.at().isBefore(oldest);
    }
  }

  private final Map<CopyAnnounced, Put> puts = new LinkedHashMap<>();
  private final Map<Sight, Set<Put>> arrivals = new HashMap<>();
  private final Map<Sight, Set<Put>> origins = new HashMap<>();

  /** Notes what is about to be put; what is told twice is the same put. */
  void note(CopyAnnounced fact) {
    if (puts.containsKey(fact)) {
      return;
    }
    Put put = new Put(fact);
    puts.put(fact, put);
    add(arrivals, put.arrival(), put);
    put.origin().ifPresent(origin -> add(origins, origin, put));
    if (puts.size() > MOST) {
      forget(puts.values().iterator().next());
    }
  }

  private void forget(Put put) {
    puts.remove(put.fact);
    remove(arrivals, put.arrival(), put);
    put.origin().ifPresent(origin -> remove(origins, origin, put));
  }

  private static void add(Map<Sight, Set<Put>> to, Sight sight, Put put) {
    to.computeIfAbsent(sight, unseen -> new LinkedHashSet<>()).add(put);
  }

  private static void remove(Map<Sight, Set<Put>> from, Sight sight, Put put) {
    from.computeIfPresent(
        sight,
        (same, known) -> {
          known.remove(put);
          return known.isEmpty() ? null : known;
        });
  }

  void clear() {
    puts.clear();
    arrivals.clear();
    origins.clear();
  }

  /** What is remembered when this event is planned; the same when it is delivered again. */
  Hindsight of(ImageEvent event) {
    if (!(event instanceof ImagePushed push)) {
      return Hindsight.NONE;
    }
    // By the time at which the event was heard of: it may be planned hours later.
    Instant oldest = push.receivedAt().minus(KEPT);
    boolean own = recognise(push, oldest);
    return new Hindsight() {
      @Override
      public boolean isOwnCopy() {
        return own;
      }

      @Override
      public boolean hasHad(TagReference place, Digest digest) {
        return origins.getOrDefault(new Sight(place, digest), Set.of()).stream()
            .anyMatch(put -> put.isSince(oldest));
      }
    };
  }

  private boolean recognise(ImagePushed push, Instant oldest) {
    Digest digest = push.digest();
    Optional<TagReference> tagged = push.findTagged();
    if (digest == null || tagged.isEmpty()) {
      return false;
    }
    List<Put> some =
        arrivals.getOrDefault(new Sight(tagged.get(), digest), Set.of()).stream()
            .filter(put -> put.isSince(oldest))
            .toList();
    if (some.stream().anyMatch(put -> push.id().equals(put.seenAs))) {
      return true;
    }
    Optional<Put> unseen = some.stream().filter(put -> put.seenAs == null).findFirst();
    unseen.ifPresent(put -> put.seenAs = push.id());
    return unseen.isPresent();
  }
}
