package io.waybill.registry.protocol;

import io.waybill.schemas.units.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has been learnt about one registry by talking to it. Forgotten after a while, for registries
 * are upgraded.
 */
final class RegistryMemory {
  private static final Duration KEPT = Duration.ofMinutes(10);

  /** Something a registry either can or cannot do. */
  enum Ability {
    /** Answers {@code GET /v2/<name>/referrers/<digest>}. */
    REFERRERS,
    /** Takes a blob in one {@code POST ...?digest=}. */
    SINGLE_POST,
    /** Answers {@code GET ...} with {@code Range} by the bytes that were asked for, or by all. */
    RANGES,
    /** Takes a blob in several {@code PATCH}. */
    PARTS
  }

  private record Lesson(boolean able, Deadline until) {}

  private record Limit(long bytes, Deadline until) {}

  private final Map<Ability, Lesson> lessons = new ConcurrentHashMap<>();
  private volatile Limit largestBody = new Limit(Long.MAX_VALUE, Deadline.in(KEPT));

  /** Whether it was found unable. */
  boolean lacks(Ability ability) {
    Lesson lesson = lessons.get(ability);
    return lesson != null && !lesson.able() && !lesson.until().isOver();
  }

  /** Whether it was found able. */
  boolean has(Ability ability) {
    Lesson lesson = lessons.get(ability);
    return lesson != null && lesson.able() && !lesson.until().isOver();
  }

  void learn(Ability ability, boolean able) {
    lessons.put(ability, new Lesson(able, Deadline.in(KEPT)));
  }

  /** The most bytes that it, or a proxy before it, takes in one request. */
  long largestBody() {
    Limit limit = largestBody;
    return limit.until().isOver() ? Long.MAX_VALUE : limit.bytes();
  }

  void learnLargestBody(long bytes) {
    largestBody = new Limit(bytes, Deadline.in(KEPT));
  }
}
