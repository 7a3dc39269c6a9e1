package io.waybill.api.letters;

import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Message;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Puts dead letters back where they came from, byte for byte. Whoever reads them again knows what
 * it has seen: an event planned twice makes the same tasks, a fact recorded twice changes nothing.
 */
public final class LetterReplayer {
  /** How many letters are put back for one request. */
  public static final int MOST = 1_000;

  /**
   * What was, or would be, put back.
   *
   * @param dryRun whether nothing was done
   * @param matched letters that the filter describes
   * @param replayed letters that were, or would be, put back
   * @param left letters that the filter describes beyond the most that one request may have
   * @param refusals how many cannot be put back, by the reason
   */
  public record Result(
      boolean dryRun, long matched, long replayed, long left, List<Refusal> refusals) {}

  /** How many letters cannot be put back for this reason. */
  public record Refusal(String reason, long count) {}

  private final LetterStore letters;
  private final MessagePublisher publisher;
  private final Clock clock;

  /** A replayer of the letters in this store. */
  public LetterReplayer(LetterStore letters, MessagePublisher publisher, Clock clock) {
    this.letters = letters;
    this.publisher = publisher;
    this.clock = clock;
  }

  /** Puts back a letter that has no obstacle; returns when Kafka has it. */
  public void replay(LetterId id, String by) throws InterruptedException {
    Letter letter = letters.find(id).orElseThrow();
    publisher.publishAndWait(
        Objects.requireNonNull(letter.topic()),
        // The key decides the partition only: what events and facts are about is their subject.
        new Message(
            letter.headers().getOrDefault(CloudEvents.SUBJECT, id.toString()),
            letter.headers(),
            letter.bytes().orElseThrow()));
    letters.replayed(id, clock.instant(), by);
  }

  /** Puts back what the filter describes, the oldest first, or says how much that is. */
  public Result replay(LetterFilter filter, boolean dryRun, String by) throws InterruptedException {
    List<LetterStore.Group> groups = letters.groups(filter);
    Map<String, Long> refusals = new TreeMap<>();
    long refused = 0;
    for (LetterStore.Group group : groups) {
      String obstacle = letters.obstacle(group).orElse(null);
      if (obstacle != null) {
        refusals.merge(obstacle, group.count(), Long::sum);
        refused += group.count();
      }
    }
    long matched = groups.stream().mapToLong(LetterStore.Group::count).sum();
    List<Letter> page = letters.oldestReplayable(filter, MOST);
    for (Letter letter : page) {
      if (!dryRun) {
        replay(letter.id(), by);
      }
    }
    return new Result(
        dryRun,
        matched,
        page.size(),
        Math.max(0, matched - refused - page.size()),
        refusals.entrySet().stream()
            .map(refusal -> new Refusal(refusal.getKey(), refusal.getValue()))
            .toList());
  }
}
