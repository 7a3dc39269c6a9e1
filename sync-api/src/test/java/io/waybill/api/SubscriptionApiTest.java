package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.receivers.FakeKubernetes;
import io.waybill.api.receivers.Signature;
import io.waybill.api.receivers.TestReceiver;
import io.waybill.chassis.config.KubernetesConfig;
import io.waybill.chassis.config.NotificationsConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.SigningConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.embedded.SelfSigned;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubscriptionApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PATH = "/api/v1/subscriptions";
  private static final SigningConfig SIGNING =
      new SigningConfig(
          Secret.of("a-secret-that-nobody-reads"),
          List.of(Secret.of("an-old-secret-that-nobody-reads")));

  private @Nullable Api api;
  private @Nullable ApiClient client;
  private @Nullable MessagePublisher publisher;
  private @Nullable TestReceiver receiver;
  private @Nullable FakeKubernetes kubernetes;

  @BeforeAll
  void start(Servers servers, @TempDir Path directory) throws Exception {
    SelfSigned certificate = SelfSigned.of("kubernetes");
    kubernetes = FakeKubernetes.start(certificate);
    receiver = TestReceiver.start();
    WaybillConfig config = servers.config(servers.database());
    Path token = Files.writeString(directory.resolve("token"), "a-token-that-nobody-reads");
    Path ca = certificate.writeCertificate(directory.resolve("ca.crt"));
    config =
        config.withApi(
            config
                .api()
                .withNotifications(NotificationsConfig.DEFAULT.withSecrets(Map.of("shop", SIGNING)))
                .withKubernetes(Map.of("prod", new KubernetesConfig(kubernetes.uri(), token, ca))));
    api = Api.start(config);
    client = new ApiClient(api.uri());
    publisher = new KafkaClients(config.kafka(), "test").publisher();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(publisher).close();
    Objects.requireNonNull(api).close();
    Objects.requireNonNull(receiver).close();
    Objects.requireNonNull(kubernetes).close();
  }

  @Test
  void a_subscription_is_made_read_changed_and_deleted() throws Exception {
    ApiClient.Answer made = client().post(PATH, spec("changing"));
    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    assertThat(made.header("ETag")).contains("\"1\"");
    assertThat(made.json().path("when").path(0).asText()).isEqualTo("arrived");
    assertThat(made.json().path("health").path("state").asText()).isEqualTo("unknown");
    String path = PATH + "/changing";
    ApiClient.Answer read = client().get(path);
    assertThat(read.json()).isEqualTo(made.json());
    assertThat(client().get(made.header("Location").orElseThrow()).json()).isEqualTo(made.json());

    String body = read.json().toString().replace("\"arrived\"", "\"failed\"");
    ApiClient.Answer changed = client().put(path, body, "If-Match", "\"1\"");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).contains("\"2\"");
    assertThat(client().put(path, body).status()).as("revision 1 in the body").isEqualTo(412);
    assertThat(client().delete(path, "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(client().delete(path, "If-Match", "\"2\"").status()).isEqualTo(204);
    assertThat(client().get(path).status()).isEqualTo(404);
    assertThat(client().get(path + "/deliveries").status()).isEqualTo(404);
    assertThat(client().post(path + ":test", "").status()).isEqualTo(404);
  }

  @Test
  void they_come_in_pages_and_their_names_are_their_own() throws Exception {
    for (String name : List.of("page-b", "page-a")) {
      assertThat(client().post(PATH, spec(name)).status()).isEqualTo(201);
    }
    assertThat(client().post(PATH, spec("page-a")).status()).isEqualTo(409);
    JsonNode page = client().get(PATH + "?limit=1").json();
    assertThat(page.path("items")).hasSize(1);
    JsonNode next =
        client().get(PATH + "?limit=1&cursor=" + page.path("nextCursor").asText()).json();
    assertThat(next.path("items").path(0).path("name").asText())
        .isGreaterThan(page.path("items").path(0).path("name").asText());
    ApiClient.Answer keyed = client().post(PATH, spec("keyed"), "Idempotency-Key", "k");
    assertThat(client().post(PATH, spec("keyed"), "Idempotency-Key", "k").json())
        .isEqualTo(keyed.json());
  }

  @Test
  void mistakes_are_named_with_their_place_and_what_to_do() throws Exception {
    String url = receiver().url();
    refused(spec("s").replace("{\"name\"", "{\"enabeld\":true,\"name\""), "did you mean");
    refused("{\"name\":\"s\"}", "either a webhook or a workload");
    refused(spec("no spaces"), "name must be");
    refused(spec("s").replace(url, "ftp://a"), "https://");
    refused(spec("s").replace(url, "https://user:pass@a.example/"), "holds a user");
    refused(spec("s").replace(url, "http://hooks.example.com/"), "insecure: true");
    refused(spec("s").replace(url, "https://169.254.169.254/latest"), "never called");
    refused(spec("s").replace("\"shop\"", "\"shpo\""), "known are shop");
    refused(spec("s").replace("\"name\"", "\"when\":[\"soon\"],\"name\""), "arrived");
    refused(workload("s").replace("deployment/web", "web"), "deployment/web");
    refused(workload("s").replace("prod", "test"), "known are prod");
    refused(workload("s").replace("{digest}", "{sha}"), "{digest}");
    refused(workload("s").replace("\"name\"", "\"when\":[\"failed\"],\"name\""), "arrived");
  }

  @Test
  void a_path_is_no_name_of_a_workload_and_nobody_is_asked_for_it() throws Exception {
    int asked = kubernetes().asked().size();
    for (String path :
        List.of(
            "..",
            "../secrets/token",
            "web/../../secrets/token",
            "%2e%2e%2fsecrets",
            "web?dryRun=All",
            "web#",
            "web\\n",
            "web/scale",
            "")) {
      refused(workload("path").replace("deployment/web", "deployment/" + path), "deployment/web");
      refused(workload("path").replace("\"shop\"", "\"" + path + "\""), "namespace");
      refused(
          workload("path").replace("\"container\":\"web\"", "\"container\":\"" + path + "\""),
          "container");
    }
    refused(workload("path").replace("deployment/web", "../secrets/token"), "deployment/web");
    refused(workload("path").replace("deployment/web", "secret/token"), "deployment/web");

    assertThat(client().get(PATH + "/path").status()).isEqualTo(404);
    assertThat(kubernetes().asked()).hasSize(asked);
  }

  private void refused(String body, String words) throws Exception {
    ApiClient.Answer answer = client().post(PATH, body);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
    assertThat(answer.text("detail")).contains(words).endsWith(".");
  }

  @Test
  void what_arrives_is_posted_signed_as_the_document_says() throws Exception {
    client()
        .post(
            PATH,
            spec("told")
                .replace("{\"name\"", "{\"target\":{\"repositories\":\"mirror/told-*\"},\"name\""));
    SyncTask task = arrive("told");
    await().atMost(PATIENCE).until(() -> !told(task).isEmpty());
    TestReceiver.Received told = told(task).getFirst();
    OpenApiDocument.load().checkSchema("TaskNotification", told.body());
    assertThat(told.header("Content-Type")).startsWith("application/cloudevents+json");
    Instant at = Instant.ofEpochSecond(Long.parseLong(told.header("webhook-timestamp")));
    assertThat(at).isBetween(Instant.now().minus(PATIENCE), Instant.now());
    assertThat(told.header("webhook-signature"))
        .isEqualTo(
            Signature.of(
                SIGNING,
                told.header("webhook-id"),
                at,
                told.body().getBytes(StandardCharsets.UTF_8)));
    JsonNode data = told.json().path("data");
    assertThat(data.path("taskId").asText()).isEqualTo(task.id().toString());
    assertThat(data.path("digestAfter").asText()).isEqualTo(Tasks.digest().toString());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode delivery =
                  client().get(PATH + "/told/deliveries").json().path("items").path(0);
              assertThat(delivery.path("state").asText()).isEqualTo("delivered");
              assertThat(delivery.path("answered").asInt()).isEqualTo(204);
              assertThat(delivery.path("id").asText()).isEqualTo(told.header("webhook-id"));
            });
    assertThat(client().get(PATH + "/told").json().path("health").path("state").asText())
        .isEqualTo("good");
    client().delete(PATH + "/told");
  }

  @Test
  void a_workload_gets_the_image_that_arrived() throws Exception {
    String deployment = "/apis/apps/v1/namespaces/shop/deployments/web";
    kubernetes().has(deployment, "web", "old");
    assertThat(client().post(PATH, workload("deploy")).status()).isEqualTo(201);
    assertThat(client().post(PATH + "/deploy:test", "").json().path("delivered").asBoolean())
        .isTrue();
    SyncTask task = arrive("deployed");
    String image = "127.0.0.1:5002/" + task.target().repository().path() + ":v1@" + Tasks.digest();
    await()
        .atMost(PATIENCE)
        .until(() -> kubernetes().asked().stream().anyMatch(each -> each.contains(image)));
    client().delete(PATH + "/deploy");
  }

  @Test
  void a_trial_says_how_the_receiver_answered_and_shows_no_secret() throws Exception {
    client().post(PATH, spec("tried"));
    JsonNode trial = client().post(PATH + "/tried:test", "").json();
    assertThat(trial.path("delivered").asBoolean()).isTrue();
    assertThat(trial.path("answered").asInt()).isEqualTo(204);
    assertThat(receiver().received())
        .anySatisfy(
            each -> {
              assertThat(each.json().path("type").asText())
                  .isEqualTo("io.waybill.notification.test.v1");
              assertThat(each.json().path("data").path("subscription").asText()).isEqualTo("tried");
            });
    String everything =
        client().get(PATH + "/tried").response().body()
            + client().get(PATH + "/tried/deliveries").response().body();
    assertThat(everything).doesNotContain("nobody-reads");
    client().put(PATH + "/tried", spec("tried").replace(receiver().url(), "http://127.0.0.1:1/"));
    JsonNode failed = client().post(PATH + "/tried:test", "").json();
    assertThat(failed.path("delivered").asBoolean()).isFalse();
    assertThat(failed.path("error").asText()).contains("cannot be connected to");
  }

  /** Other subscriptions of these tests have the same receiver. */
  private List<TestReceiver.Received> told(SyncTask task) {
    return receiver().received(task.target().text()).stream()
        .filter(each -> each.json().path("data").path("subscription").asText().equals("told"))
        .toList();
  }

  private SyncTask arrive(String name) throws Exception {
    SyncTask task = Tasks.task(name + "-" + UUID.randomUUID(), Instant.now());
    AttemptId id = AttemptId.random();
    Instant now = Instant.now();
    for (TaskFact fact :
        List.of(
            Tasks.planned(task),
            Tasks.started(task, id, now),
            Tasks.ended(task, id, now, now.plusMillis(5), AttemptOutcome.COPIED),
            Tasks.done(task, TaskStatus.SUCCEEDED, now.plusMillis(6)))) {
      Objects.requireNonNull(publisher).publishAndWait(Topics.RECORDS, Messages.of(fact));
    }
    return task;
  }

  private String spec(String name) {
    return "{\"name\":\"%s\",\"webhook\":{\"url\":\"%s\",\"secret\":\"shop\"}}"
        .formatted(name, receiver().url());
  }

  private static String workload(String name) {
    return """
    {"name":"%s","target":{"repositories":"mirror/deployed-*"},
     "kubernetes":{"cluster":"prod","namespace":"shop","workload":"deployment/web",
     "container":"web","image":"{host}/{repository}:{tag}@{digest}"}}
    """
        .formatted(name);
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }

  private TestReceiver receiver() {
    return Objects.requireNonNull(receiver);
  }

  private FakeKubernetes kubernetes() {
    return Objects.requireNonNull(kubernetes);
  }
}
