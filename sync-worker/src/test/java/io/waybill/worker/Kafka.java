package io.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.TopicsConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The topics as a test sees them. One thread's. */
final class Kafka implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final KafkaClients clients;
  private final MessagePublisher publisher;
  private final KafkaConsumer<String, byte[]> reader;
  private final List<TaskFact> facts = new ArrayList<>();
  private final List<DeadLetter> letters = new ArrayList<>();
  private final Map<UUID, Map<String, String>> letterHeaders = new HashMap<>();
  private boolean assigned;

  Kafka(String bootstrapServers) {
    clients = new KafkaClients(config(bootstrapServers), "waybill-test");
    publisher = clients.publisher();
    reader = clients.reader();
  }

  static KafkaConfig config(String bootstrapServers) {
    return new KafkaConfig(Optional.of(bootstrapServers), Map.of(), new TopicsConfig(2, 1));
  }

  KafkaClients clients() {
    return clients;
  }

  CompletableFuture<?> send(String topic, Message message) {
    return publisher.publish(topic, message);
  }

  void publish(String topic, Message message) throws InterruptedException {
    publisher.publishAndWait(topic, message);
  }

  /** All facts of the task, in order, as soon as the last one is such. */
  List<TaskFact> awaitFacts(TaskId task, Predicate<TaskFact> last) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      List<TaskFact> known = factsOf(task);
      if (known.stream().anyMatch(last)) {
        return known;
      }
      poll();
    }
    throw new AssertionError("Not seen in time; facts of the task are: " + factsOf(task));
  }

  /** All facts of the task up to its end. */
  List<TaskFact> awaitDone(TaskId task) {
    return awaitFacts(task, TaskDone.class::isInstance);
  }

  /** All facts so far, of any task. */
  List<TaskFact> newestFacts() {
    poll();
    return List.copyOf(facts);
  }

  List<TaskFact> factsOf(TaskId task) {
    return facts.stream().filter(fact -> fact.taskId().equals(task)).toList();
  }

  DeadLetter awaitLetter(Predicate<DeadLetter> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<DeadLetter> found = letters.stream().filter(wanted).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      poll();
    }
    throw new AssertionError("Not seen in time; dead letters are: " + letters);
  }

  /** The headers of the record that a letter came in; not those of the one that it is about. */
  Map<String, String> headersOf(DeadLetter letter) {
    return letterHeaders.getOrDefault(letter.id(), Map.of());
  }

  static List<AttemptOutcome> outcomes(List<TaskFact> facts) {
    return facts.stream()
        .filter(AttemptEnded.class::isInstance)
        .map(fact -> ((AttemptEnded) fact).outcome())
        .toList();
  }

  static AttemptEnded firstEnded(List<TaskFact> facts) {
    return facts.stream()
        .filter(AttemptEnded.class::isInstance)
        .map(AttemptEnded.class::cast)
        .findFirst()
        .orElseThrow();
  }

  static Failure failureOf(AttemptEnded ended) {
    return Objects.requireNonNull(ended.failure(), "no failure");
  }

  static Failure failureOf(TaskDone done) {
    return Objects.requireNonNull(done.failure(), "no failure");
  }

  static TaskDone done(List<TaskFact> facts) {
    assertThat(facts).last().isInstanceOf(TaskDone.class);
    return (TaskDone) facts.getLast();
  }

  private void poll() {
    if (!assigned) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : List.of(Topics.RECORDS, Topics.DEAD_LETTERS)) {
        reader
            .partitionsFor(topic)
            .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      assigned = true;
    }
    for (ConsumerRecord<String, byte[]> record : reader.poll(Duration.ofMillis(100))) {
      try {
        if (record.topic().equals(Topics.RECORDS)) {
          facts.add(Messages.readFact(Headers.of(record), record.value()));
        } else {
          DeadLetter letter = Messages.readDeadLetter(Headers.of(record), record.value());
          letters.add(letter);
          letterHeaders.put(letter.id(), Headers.of(record));
        }
      } catch (UnreadableMessageException defect) {
        throw new AssertionError(defect);
      }
    }
  }

  @Override
  public void close() {
    reader.close();
    publisher.close();
  }
}
