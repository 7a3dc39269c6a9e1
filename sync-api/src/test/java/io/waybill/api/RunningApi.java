package io.waybill.api;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An API of a test's own, a client of it, and a voice that tells it facts as workers do. */
final class RunningApi implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Everything that the API looks after comes soon; no attempt is held for lost. */
  static final Timing QUICK =
      new Timing(
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMinutes(10));

  private final WaybillConfig config;
  private final Timing timing;
  private final MessagePublisher publisher;
  private Api api;
  private ApiClient client;

  private RunningApi(WaybillConfig config, Timing timing) throws Exception {
    this.config = config;
    this.timing = timing;
    this.api = Api.start(config, timing);
    this.client = new ApiClient(api.uri());
    this.publisher = new KafkaClients(config.kafka(), "test").publisher();
  }

  /** One that is open to everybody, over a database of its own. */
  static RunningApi start(Servers servers) throws Exception {
    return start(servers.config(servers.database()), QUICK);
  }

  static RunningApi start(WaybillConfig config, Timing timing) throws Exception {
    return new RunningApi(config, timing);
  }

  WaybillConfig config() {
    return config;
  }

  ApiClient client() {
    return client;
  }

  MessagePublisher publisher() {
    return publisher;
  }

  /** As after a crash, and with another port. */
  void restart() throws Exception {
    api.close();
    api = Api.start(config, timing);
    client = new ApiClient(api.uri());
  }

  /** Puts the facts on the topic that the recorder reads. */
  void tell(TaskFact... facts) throws Exception {
    for (TaskFact fact : facts) {
      publisher.publishAndWait(Topics.RECORDS, Messages.of(fact));
    }
  }

  JsonNode record(TaskId id, String... headers) throws Exception {
    return client.get("/api/v1/records/" + id, headers).json();
  }

  void awaitStatus(TaskId id, String status, String... headers) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> record(id, headers).path("status").asText(), status::equals);
  }

  /** Every task on the queue of the swift lane, with those of other tests. */
  List<SyncTask> queued() throws Exception {
    List<SyncTask> tasks = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record :
        TopicReader.read(config.kafka(), Topics.tasks(Region.DEFAULT, Lane.SWIFT))) {
      tasks.add(Messages.readTask(Headers.of(record), record.value()));
    }
    return tasks;
  }

  @Override
  public void close() {
    publisher.close();
    api.close();
  }
}
