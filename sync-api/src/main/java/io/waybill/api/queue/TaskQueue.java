package io.waybill.api.queue;

import io.waybill.api.database.Database;
import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.api.records.Projection;
import io.waybill.api.records.TaskHistory;
import io.waybill.chassis.config.TracesConfig;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.chassis.traces.Traces;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts tasks on the queue and tells history so.
 *
 * <p>The task goes first: if this process dies between the two, a worker's first fact carries the
 * task, whereas a fact without a task would be a promise that nobody keeps.
 */
public final class TaskQueue {
  private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

  /** W3C Trace Context, section 3.2. */
  private static final String TRACE = "traceparent";

  private final MessagePublisher publisher;
  private final Database database;
  private final Projection projection;
  private final TracesConfig traces;

  /** A queue that is reached over this publisher. */
  public TaskQueue(
      MessagePublisher publisher, Database database, Projection projection, TracesConfig traces) {
    this.publisher = publisher;
    this.database = database;
    this.projection = projection;
    this.traces = traces;
  }

  /**
   * Puts the task on the queue of its region and lane, and returns when Kafka has it. What has to
   * be let go first is not queued but recorded, and comes here once more when it is.
   *
   * @throws PublishException when Kafka does not acknowledge it; it may be on the queue
   *     nevertheless
   */
  public void put(SyncTask task) throws InterruptedException {
    put(task, Optional.empty());
  }

  /**
   * Puts a task that was tried before back on its queue, in the trace of its last try, as {@link
   * #put} does.
   */
  public void putAgain(TaskHistory history, Instant now) throws InterruptedException {
    put(history.requeued(now), history.lastTraceId());
  }

  private void put(SyncTask task, Optional<String> traceId) throws InterruptedException {
    if (!task.waitsForRelease()) {
      Message message = Messages.of(task);
      publisher.publishAndWait(
          Topics.tasks(task.region(), task.lane()),
          traceId.map(trace -> message.with(TRACE, under(trace))).orElse(message));
    }
    tell(new TaskPlanned(task, task.queuedAt()));
  }

  /** Below a span that nobody has: which one led to the try is not recorded. */
  private String under(String traceId) {
    long span = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    return "00-%s-%016x-%s".formatted(traceId, span, Traces.isKept(traces, traceId) ? "01" : "00");
  }

  /**
   * Puts tasks on their queues, and returns when Kafka has all of them and history knows. Of what
   * has to be let go first only history is told, as {@link #put} does.
   *
   * @param also what else is done in the transaction that records them
   * @throws PublishException when Kafka does not acknowledge one; any of them may be on the queue
   * @throws DatabaseUnavailableException when all are on the queue, and the recorder will record
   *     them
   */
  public void putAll(List<SyncTask> tasks, Database.Work<?> also) throws InterruptedException {
    awaitAll(
        tasks.stream()
            .filter(task -> !task.waitsForRelease())
            .map(
                task ->
                    publisher.publish(Topics.tasks(task.region(), task.lane()), Messages.of(task)))
            .toList());
    tellAll(tasks.stream().map(task -> new TaskPlanned(task, task.queuedAt())).toList(), also);
  }

  /**
   * Publishes facts, and returns when Kafka has all of them and history knows.
   *
   * @param also what else is done in the transaction that records them
   * @throws PublishException when Kafka does not acknowledge one of them
   * @throws DatabaseUnavailableException when Kafka has all; the recorder will record them
   */
  public void tellAll(List<? extends TaskFact> facts, Database.Work<?> also)
      throws InterruptedException {
    Set<Integer> partitions =
        awaitAll(
                facts.stream()
                    .map(fact -> publisher.publish(Topics.RECORDS, Messages.of(fact)))
                    .toList())
            .stream()
            .map(RecordMetadata::partition)
            .collect(Collectors.toSet());
    database.transaction(
        connection -> {
          projection.apply(connection, partitions, List.copyOf(facts));
          also.in(connection);
          return partitions;
        });
  }

  private static List<RecordMetadata> awaitAll(List<CompletableFuture<RecordMetadata>> sent)
      throws InterruptedException {
    List<RecordMetadata> places = new ArrayList<>();
    for (CompletableFuture<RecordMetadata> each : sent) {
      try {
        places.add(each.get());
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof PublishException refused) {
          throw refused;
        }
        throw new IllegalStateException("A message could not be published", failed);
      }
    }
    return places;
  }

  /**
   * Publishes a fact and records it at once, so that whoever asks next sees it; if the database is
   * away, the recorder will do it.
   *
   * @throws PublishException when Kafka does not acknowledge it
   */
  public void tell(TaskFact fact) {
    int partition = publish(fact);
    try {
      database.transaction(
          connection -> {
            projection.apply(connection, Set.of(partition), List.of(fact));
            return partition;
          });
    } catch (DatabaseUnavailableException away) {
      LOG.debug("The recorder will record the fact about {}", fact.taskId(), away);
    }
  }

  private int publish(TaskFact fact) {
    try {
      return publisher.publish(Topics.RECORDS, Messages.of(fact)).join().partition();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof PublishException refused) {
        throw refused;
      }
      throw failed;
    }
  }
}
