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
import io.waybill.schemas.rules.Deletes;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.MessageType;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
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

  /** So many tags are read, and told of, at once. */
  private static final int PAGE = 1_000;

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
    List<ImageDeleted> deletions = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : batch) {
      Map<String, String> headers = Headers.of(record);
      if (MessageType.IMAGE_DELETED.cloudEventsType().equals(headers.get(CloudEvents.TYPE))) {
        read(headers, record.value()).ifPresent(deletions::add);
      }
    }
    if (deletions.isEmpty()) {
      return;
    }
    List<Rule> propagating = rules.list(DeletionReader::propagates);
    for (ImageDeleted deleted : deletions) {
      List<Rule> concerned = concerned(propagating, deleted);
      // Else history, which may be long, need not be asked.
      if (!concerned.isEmpty()) {
        plan(deleted, concerned);
      }
    }
  }

  private static boolean propagates(RuleSpec spec) {
    Deletes deletes = spec.deletes();
    return spec.enabled() && deletes != null && deletes.propagates();
  }

  /** Those of the rules that are about the repository. */
  static List<Rule> concerned(List<Rule> rules, ImageDeleted deleted) {
    return rules.stream()
        .filter(
            rule -> propagates(rule.spec()) && rule.spec().source().matches(deleted.repository()))
        .toList();
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

  private void plan(ImageDeleted deleted, List<Rule> concerned) throws InterruptedException {
    Duration early = Duration.between(clock.instant(), deleted.receivedAt().plus(delay));
    if (early.isPositive()) {
      Thread.sleep(early.compareTo(delay) < 0 ? early : delay);
    }
    Map<RuleId, Rule> byId =
        concerned.stream().collect(Collectors.toMap(Rule::id, Function.identity()));
    int told = 0;
    List<LeftBehind.Put> page = page(deleted, byId.keySet(), null);
    while (!page.isEmpty()) {
      List<TaskFact> facts = new ArrayList<>();
      for (LeftBehind.Put put : page) {
        Optional.ofNullable(byId.get(put.rule()))
            .flatMap(rule -> plan(deleted, rule, put))
            .ifPresent(planned -> facts.addAll(planned.facts()));
      }
      tell(facts);
      told += facts.size();
      page = page.size() < PAGE ? List.of() : page(deleted, byId.keySet(), page.getLast());
    }
    if (told > 0) {
      LOG.info(
          "{} of {} was deleted: {} facts about tags that rules have put from there",
          deleted.digest() == null ? "All" : deleted.digest(),
          deleted.repository(),
          told);
    }
  }

  private List<LeftBehind.Put> page(
      ImageDeleted deleted, Set<RuleId> rules, LeftBehind.@Nullable Put after) {
    return database.transaction(
        connection ->
            LeftBehind.ofRepository(
                connection, rules, deleted.repository(), deleted.digest(), after, PAGE));
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
