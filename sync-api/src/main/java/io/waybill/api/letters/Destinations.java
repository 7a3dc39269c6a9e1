package io.waybill.api.letters;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.wire.Topics;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where letters can be put back, which is where somebody reads again what stood there. */
public final class Destinations {
  private final Set<String> topics = new HashSet<>();

  /**
   * The topics of events and facts, and the queues of these regions.
   *
   * @param regions those of the configuration
   */
  public Destinations(Collection<Region> regions) {
    topics.add(Topics.EVENTS);
    topics.add(Topics.RECORDS);
    topics.addAll(Topics.tasks(regions));
  }

  Set<String> topics() {
    return topics;
  }

  /** Why a letter cannot be put back, and what to do instead; empty where it can. */
  Optional<String> obstacle(
      String letter, @Nullable String topic, @Nullable String webhook, boolean isKept) {
    if (webhook != null) {
      return Optional.of(
          "It is a body that a sender posted, and only the gateway can read those: download it (GET /api/v1/dead-letters/%s/body, or waybill dead-letters show %s --body) and post it to /webhooks/%s again, or have the sender deliver it again."
              .formatted(letter, letter, webhook));
    }
    if (!isKept) {
      return Optional.of(
          "Its body is larger than what is kept (1 MiB); it is on the topic "
              + Topics.DEAD_LETTERS
              + " for as long as that is retained.");
    }
    if (topic == null) {
      return Optional.of("Nobody knows where it came from.");
    }
    if (topic.equals(Topics.RULES)) {
      return Optional.of(
          "It is a revision of a rule: the API publishes every rule again when it starts, so change"
              + " the rule, or bring the workers to the same version.");
    }
    return topics.contains(topic)
        ? Optional.empty()
        : Optional.of("Nobody would read it again on the topic " + topic + ".");
  }
}
