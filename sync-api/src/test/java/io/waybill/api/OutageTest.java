package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.DatabaseConfig;
import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.TopicsConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.life.StartException;
import io.waybill.embedded.CacheDirectory;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.EmbeddedPostgreSql;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Servers.Extension.class)
class OutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void history_catches_up_when_the_database_is_back(Servers servers, @TempDir Path directory)
      throws Exception {
    EmbeddedPostgreSql postgres = Servers.postgres(directory);
    WaybillConfig config = servers.config(Servers.config(postgres, "postgres"));
    int port = postgres.port();
    try (Api api = Api.start(config);
        MessagePublisher publisher = new KafkaClients(config.kafka(), "test").publisher()) {
      ApiClient client = new ApiClient(api.uri());
      assertThat(client.get("/api/v1/records").status()).isEqualTo(200);

      postgres.close();
      ApiClient.Answer away = client.get("/api/v1/records");
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.header("Retry-After")).isPresent();
      assertThat(client.get("/health/ready").status()).isEqualTo(503);
      assertThatEachOperationAnswers(client);
      SyncTask task = Tasks.task("during-outage-" + UUID.randomUUID(), Instant.now());
      publisher.publishAndWait(Topics.RECORDS, Messages.of(Tasks.planned(task)));
      List<SyncTask> copied = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        SyncTask one = Tasks.task("copied-" + i + "-" + UUID.randomUUID(), Instant.now());
        AttemptId id = AttemptId.random();
        Instant now = Instant.now();
        for (TaskFact fact :
            List.of(
                Tasks.planned(one),
                Tasks.started(one, id, now),
                Tasks.ended(one, id, now, now.plusMillis(i), AttemptOutcome.COPIED))) {
          publisher.publishAndWait(Topics.RECORDS, Messages.of(fact));
        }
        copied.add(one);
      }

      postgres =
          EmbeddedPostgreSql.builder(directory).binaries(CacheDirectory.find()).port(port).start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(client.get("/api/v1/records/" + task.id()).status()).isEqualTo(200));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(client.get("/health/ready").status()).isEqualTo(200));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          client
                              .get("/api/v1/records/" + copied.getLast().id())
                              .json()
                              .path("status")
                              .asText())
                      .isEqualTo("succeeded"));
      for (SyncTask one : copied) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(client.get("/api/v1/records/" + one.id()).json().path("attempts"))
                        .singleElement()
                        .extracting(attempt -> attempt.path("outcome").asText())
                        .isEqualTo("copied"));
      }
    } finally {
      postgres.close();
    }
  }

  /** What needs the database says so, and nothing calls its absence a defect. */
  private static void assertThatEachOperationAnswers(ApiClient client) throws Exception {
    OpenApiDocument document = OpenApiDocument.load();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (OpenApiDocument.Operation operation : document.operations()) {
        String body =
            operation.hasBody() ? new ExampleBodies(document, operation).right().toString() : null;
        answers.add(
            threads.submit(
                () ->
                    client.send(operation.method(), ContractTest.path(operation), body).status()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isNotEqualTo(500);
      }
    }
  }

  @Test
  void a_rule_that_kafka_does_not_take_is_kept_and_published_when_it_is_back(
      Servers servers, @TempDir Path directory) throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory);
    int port = kafka.port();
    KafkaConfig mine =
        new KafkaConfig(Optional.of(kafka.bootstrapServers()), Map.of(), new TopicsConfig(1, -1));
    try (Api api = Api.start(servers.config(servers.database()).withKafka(mine))) {
      ApiClient client = new ApiClient(api.uri());
      kafka.close();
      ApiClient.Answer made =
          client.post("/api/v1/rules", RuleApiTest.rule("patient"), "Idempotency-Key", "one");
      assertThat(made.status()).isEqualTo(503);
      assertThat(made.text("detail")).contains("The rule patient is stored").contains("published");
      assertThat(
              client
                  .post("/api/v1/tasks", "{\"source\":\"here/app:v1\",\"target\":\"there/app:v1\"}")
                  .status())
          .isEqualTo(503);
      String id = client.get("/api/v1/rules/patient").text("id");

      kafka = EmbeddedKafka.builder(directory).port(port).start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(TopicReader.read(mine, Topics.RULES))
                      .anySatisfy(record -> assertThat(record.key()).isEqualTo(id)));
      ApiClient.Answer again =
          client.post("/api/v1/rules", RuleApiTest.rule("patient"), "Idempotency-Key", "one");
      assertThat(again.status()).isEqualTo(201);
      assertThat(again.text("id")).isEqualTo(id);
    } finally {
      kafka.close();
    }
  }

  @Test
  void a_database_that_is_away_at_the_start_is_named(Servers servers) {
    WaybillConfig config =
        servers.config(
            new DatabaseConfig(
                Optional.of("jdbc:postgresql://127.0.0.1:1/waybill?sslmode=disable"),
                Optional.of("somebody"),
                Optional.empty(),
                2));
    assertThatThrownBy(() -> Api.start(config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/waybill as somebody")
        .hasMessageContaining("database.url");
  }

  @Test
  void an_api_that_others_can_reach_does_not_start_without_tokens(Servers servers) {
    WaybillConfig config =
        servers.config(servers.database()).withApi(new ApiConfig("0.0.0.0", 0, List.of()));
    assertThatThrownBy(() -> Api.start(config))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("api.tokens");
  }

  @Test
  void with_tokens_only_their_bearers_are_let_in(Servers servers) throws Exception {
    WaybillConfig config =
        servers
            .config(servers.database())
            .withApi(
                new ApiConfig(
                    "127.0.0.1",
                    0,
                    List.of(
                        Secret.of("first-token-of-this-test"),
                        Secret.of("other-token-of-this-test"))));
    try (Api api = Api.start(config)) {
      ApiClient client = new ApiClient(api.uri());
      ApiClient.Answer nobody = client.get("/api/v1/rules");
      assertThat(nobody.status()).isEqualTo(401);
      assertThat(nobody.header("WWW-Authenticate")).isPresent();
      assertThat(client.get("/api/v1/rules", "Authorization", "Bearer nonsense").status())
          .isEqualTo(401);
      assertThat(
              client
                  .get("/api/v1/rules", "Authorization", "Bearer other-token-of-this-test")
                  .status())
          .isEqualTo(200);
      assertThat(client.get("/health/live").status()).isEqualTo(200);
      assertThat(client.get("/metrics").status()).isEqualTo(200);
    }
  }
}
