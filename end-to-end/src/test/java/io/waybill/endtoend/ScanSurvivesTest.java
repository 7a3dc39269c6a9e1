package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.TopicsConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.Ports;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.scans.ScanFact;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.StepId;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A repository of a hundred thousand tags is looked over by workers with a small heap; one of them
 * is killed in the middle.
 */
class ScanSurvivesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final int TAGS = 100_000;

  /** The tags that the rule is about. */
  private static final int COMPARED = 5_000;

  /** A hundredth of them. */
  private static final int DIFFERENT = 50;

  private static final Region ELSEWHERE = Region.of("elsewhere");

  @Test
  void theScanEndsAndEachDifferenceIsOneTask(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        NamesRegistry from = new NamesRegistry(TAGS, tag -> false);
        NamesRegistry to = new NamesRegistry(TAGS, tag -> tag % 100 == 0)) {
      int port = Ports.free();
      try (WaybillProcess first = worker(directory, "first", kafka, from, to, port);
          Topic topic = new Topic(kafka)) {
        first.awaitReady(port);
        ScanStep step = ScanStep.first(request(), Instant.now());
        topic.publish(step);
        await("the scan to be at work")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> from.heads() > 700);
        first.kill();
        int otherPort = Ports.free();
        try (WaybillProcess second = worker(directory, "second", kafka, from, to, otherPort)) {
          second.awaitReady(otherPort);
          await("the scan to end").atMost(PATIENCE).until(() -> topic.poll().isOver(step.id()));
          assertThat(second.output()).doesNotContain("OutOfMemoryError");
        }
        assertThat(topic.tags).isEqualTo(TAGS);
        assertThat(topic.compared).isEqualTo(COMPARED);
        assertThat(topic.tasks()).as("each difference is one task").hasSize(DIFFERENT);
        assertThat(from.manifestsRead() + to.manifestsRead()).isZero();
        assertThat(from.heads()).as("what was done is not done again").isLessThan(2 * COMPARED);
      }
    }
  }

  private static ScanRequest request() {
    RuleSource source =
        new RuleSource(
            Registry.of("from"),
            List.of(Glob.parse("many")),
            List.of(Glob.parse("t00{0,1,2,3,4}???")),
            null);
    return new ScanRequest(
        new ScanId(UUID.randomUUID()),
        new ScanRule(
            new RuleId(UUID.randomUUID()),
            "many",
            new RuleDraft("many", source, List.of(RuleTarget.of(Registry.of("to")))).build()),
        Trigger.MANUAL,
        false,
        ScanScope.ALL,
        Instant.now(),
        null);
  }

  /** The workers do not serve the target's region: tasks stay on its queue, to be counted. */
  private static WaybillProcess worker(
      Path directory,
      String name,
      EmbeddedKafka kafka,
      NamesRegistry from,
      NamesRegistry to,
      int port)
      throws IOException {
    Path configuration = directory.resolve(name + ".yaml");
    Files.writeString(
        configuration,
        """
        kafka: { bootstrapServers: "%s" }
        registries:
          from: { url: "%s", region: here }
          to: { url: "%s", region: elsewhere }
        worker: { regions: [here], concurrency: 2, port: %d }
        """
            .formatted(kafka.bootstrapServers(), from.uri(), to.uri(), port));
    return WaybillProcess.start(
        directory.resolve(name + ".log"),
        "96m",
        List.of("worker", "--config", configuration.toString()));
  }

  /** What the workers say. */
  private static final class Topic implements AutoCloseable {
    private final KafkaClients clients;
    private final MessagePublisher publisher;
    private final KafkaConsumer<String, byte[]> facts;
    private final Set<StepId> added = new HashSet<>();
    private final Set<StepId> done = new HashSet<>();
    private long tags;
    private long compared;

    Topic(EmbeddedKafka kafka) {
      clients =
          new KafkaClients(
              new KafkaConfig(
                  Optional.of(kafka.bootstrapServers()), Map.of(), new TopicsConfig(2, -1)),
              "test");
      publisher = clients.publisher();
      facts = clients.reader();
    }

    void publish(ScanStep step) throws InterruptedException {
      publisher.publishAndWait(Topics.SCANS, Messages.of(step));
      assign(facts, Topics.SCAN_FACTS);
    }

    Topic poll() throws UnreadableMessageException {
      for (ConsumerRecord<String, byte[]> record : facts.poll(Duration.ofMillis(100))) {
        ScanFact fact = Messages.readScanFact(Headers.of(record), record.value());
        if (fact instanceof ScanStepDone end) {
          end.added().forEach(next -> added.add(next.id()));
          if (done.add(end.stepId())) {
            tags += end.counts().tags();
            compared += end.counts().equal() + end.counts().different() + end.counts().absent();
          }
          assertThat(end.failure()).isNull();
        }
      }
      return this;
    }

    boolean isOver(StepId first) {
      return done.contains(first) && done.containsAll(added);
    }

    Set<TaskId> tasks() throws UnreadableMessageException {
      Set<TaskId> tasks = new HashSet<>();
      String topic = Topics.tasks(ELSEWHERE, Lane.SWIFT);
      try (KafkaConsumer<String, byte[]> reader = clients.reader()) {
        List<TopicPartition> partitions = assign(reader, topic);
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(e -> reader.position(e.getKey()) < e.getValue())) {
          for (ConsumerRecord<String, byte[]> record : reader.poll(Duration.ofMillis(200))) {
            tasks.add(Messages.readTask(Headers.of(record), record.value()).id());
          }
        }
      }
      return tasks;
    }

    private static List<TopicPartition> assign(KafkaConsumer<String, byte[]> reader, String topic) {
      List<TopicPartition> partitions = new ArrayList<>();
      reader
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      return partitions;
    }

    @Override
    public void close() {
      facts.close();
      publisher.close();
    }
  }
}
