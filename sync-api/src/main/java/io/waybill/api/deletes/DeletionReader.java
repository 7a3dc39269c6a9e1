package io.waybill.api.deletes;

import io.waybill.api.database.Database;
import io.waybill.api.rules.RuleStore;
import io.waybill.api.topics.TopicFollower;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.MessageType;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the events, for those deletions that only history can plan: of a manifest, whose tags the
 * event does not name, and of a whole repository. For each tag that a rule has put somewhere from
 * there it plans a held task, as the planner does for a tag that an event names. Each task asks the
 * source about its tag, so that a tag which has moved on, or is there after all, stays.
 */
public final class DeletionReader implements TopicFollower.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(DeletionReader.class);

  private final Database database;
  private final RuleStore rules;
  private final MessagePublisher publisher;
  private final Map<Registry, Region> regions;
  private final Duration delay;
  private final Clock clock;

  /**
   * A reader.
   *
   * @param regions the configured registries, each with its region
   * @param delay how long after an event history is asked: what was copied a moment before it is
   *     recorded by then
   */
  public DeletionReader(
      Database database,
      MessagePublisher publisher,
      Map<Registry, Region> regions,
      Duration delay,
      Clock clock) {
    this.database = database;
    this.rules = new RuleStore(database);
    this.publisher = publisher;
    this.regions = Map.copyOf(regions);
    this.delay = delay;
    this.clock = clock;
  }

  @Override
  public void handle(List<ConsumerRecord<String, byte[]>> batch) throws InterruptedException {
    for (ConsumerRecord<String, byte[]> record : batch) {
      Map<String, String> headers = Headers.of(record);
      if (MessageType.IMAGE_DELETED.cloudEventsType().equals(headers.get(CloudEvents.TYPE))) {
        Optional<ImageDeleted> deleted = read(headers, record.value());
        if (deleted.isPresent()) {
          plan(deleted.get());
        }
      }
    }
  }

  /** What cannot be read has become a planner's dead letter. */
  private static Optional<ImageDeleted> read(Map<String, String> headers, byte[] value) {
    try {
      ImageEvent event = Messages.readEvent(headers, value);
      return event instanceof ImageDeleted deleted
              && (deleted.tag() == null || deleted.digest() != null)
          ? Optional.of(deleted)
          : Optional.empty();
    } catch (UnreadableMessageException unreadable) {
      return Optional.empty();
    }
  }

  private void plan(ImageDeleted deleted) throws InterruptedException {
    Duration early = Duration.between(clock.instant(), deleted.receivedAt().plus(delay));
    if (early.isPositive()) {
      Thread.sleep(early.compareTo(delay) < 0 ? early : delay);
    }
    List<LeftBehind.Put> puts =
        database.transaction(
            connection ->
                LeftBehind.ofRepository(connection, deleted.repository(), deleted.digest()));
    Map<String, Optional<Rule>> known = new HashMap<>();
    List<TaskFact> facts = new ArrayList<>();
    for (LeftBehind.Put put : puts) {
      known
          .computeIfAbsent(put.rule().toString(), rules::find)
          .flatMap(rule -> plan(deleted, rule, put))
          .ifPresent(planned -> facts.addAll(planned.facts()));
    }
    tell(facts);
    if (!facts.isEmpty()) {
      LOG.info(
          "{} of {} was deleted: {} facts about tags that rules have put from there",
          deleted.digest() == null ? "All" : deleted.digest(),
          deleted.repository(),
          facts.size());
    }
  }

  private Optional<HeldDelete> plan(ImageDeleted deleted, Rule rule, LeftBehind.Put put) {
    TagReference source = deleted.repository().tag(Tag.of(put.source()));
    if (source.tag().equals(deleted.tag())) {
      // The planner's.
      return Optional.empty();
    }
    return HeldDelete.of(deleted, rule, source, put, regions, clock.instant());
  }

  private void tell(List<TaskFact> facts) {
    List<CompletableFuture<?>> sent = new ArrayList<>();
    facts.forEach(fact -> sent.add(publisher.publish(Topics.RECORDS, Messages.of(fact))));
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof PublishException refused) {
        throw refused;
      }
      throw failed;
    }
  }
}
