package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.ConfigLoader;
import io.waybill.chassis.config.ProofConfig;
import io.waybill.chassis.config.ProofConfig.SecretPlace;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.TlsConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.SelfSigned;
import io.waybill.gateway.auth.Outside;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.Topics;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to show who sends, over real HTTP: right, wrong, missing, changed. */
class ProofHttpTest {
  private static final String OLD = "the-old-one-of-the-test";
  private static final String ODD = "a/b c%d+\u00f6?#";
  private static final SelfSigned SERVER = SelfSigned.of("gateway");
  private static final SelfSigned QUAY = SelfSigned.of("quay.example", "mirror.example");
  private static final byte[] BODY =
      "{\"repository\": \"tools/lint\", \"tag\": \"9.1\"}".getBytes(UTF_8);

  private static Path secretFile;
  private static EmbeddedKafka kafka;
  private static TestGateway gateway;
  private static TestGateway secure;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    secretFile = Files.writeString(directory.resolve("secret"), "before\n");
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    Secret secret = Secret.of(TestGateway.SECRET);
    ProofConfig usual = ProofConfig.of(Optional.of(secret)).withOldSecrets(List.of(Secret.of(OLD)));
    ProofConfig certified = ProofConfig.NONE.withCertificate("quay.example");
    gateway =
        start(
            Map.of(
                "usual", usual,
                "named", usual.withSecretIn(SecretPlace.HEADER, Optional.of("X-Hook-Token")),
                "signed", usual.withSecretIn(SecretPlace.SIGNATURE, Optional.empty()),
                "path", usual.withSecretIn(SecretPlace.PATH, Optional.empty()),
                "odd",
                    ProofConfig.of(Optional.of(Secret.of(ODD)))
                        .withSecretIn(SecretPlace.PATH, Optional.empty()),
                "file", ProofConfig.of(Optional.of(secretIn(secretFile)))),
            TlsConfig.NONE);
    secure =
        start(
            Map.of(
                "certified",
                certified,
                "both",
                usual.withCertificate("mirror.example"),
                "other",
                ProofConfig.NONE.withCertificate("other.example"),
                "usual",
                usual),
            new TlsConfig(
                Optional.of(SERVER.writeCertificate(directory.resolve("tls.crt"))),
                Optional.of(SERVER.writeKey(directory.resolve("tls.key"))),
                Optional.of(QUAY.writeCertificate(directory.resolve("clients.pem")))));
  }

  /** A gateway with these webhooks, all of type waybill. */
  private static TestGateway start(Map<String, ProofConfig> webhooks, TlsConfig tls)
      throws Exception {
    WaybillConfig config = TestGateway.config().withKafka(kafka.bootstrapServers());
    Map<String, WebhookConfig> configured = new HashMap<>();
    webhooks.forEach(
        (name, proof) ->
            configured.put(
                name,
                WebhookConfig.of(Registry.of("shanghai"), "waybill", Optional.empty())
                    .withProof(proof)));
    return TestGateway.start(
        config.withWebhooks(configured).withGateway(config.gateway().withTls(tls)), Outside.real());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    secure.close();
    kafka.close();
  }

  @Test
  void theSecretInAHeaderOfAnyName() throws Exception {
    assertThat(status("named", "X-Hook-Token", TestGateway.SECRET)).isEqualTo(202);
    assertThat(status("named", "x-hook-token", OLD)).isEqualTo(202);

    assertThat(status("named")).isEqualTo(401);
    assertThat(status("named", "X-Hook-Token", "wrong")).isEqualTo(401);
    assertThat(status("named", "X-Hook-Token", "Bearer " + TestGateway.SECRET)).isEqualTo(401);
    assertThat(status("named", "Authorization", TestGateway.SECRET)).isEqualTo(401);
    assertThat(detail(post("named")))
        .contains("show its secret, as it is, in the header X-Hook-Token; this one does not.")
        .contains("Set the header in the registry to the secret of webhooks.named");
  }

  @Test
  void aSignatureOfTheBody() throws Exception {
    assertThat(status("signed", "X-Hub-Signature-256", signature(TestGateway.SECRET, BODY)))
        .isEqualTo(202);
    assertThat(status("signed", "X-Hub-Signature-256", signature(OLD, BODY))).isEqualTo(202);

    assertThat(status("signed")).isEqualTo(401);
    assertThat(status("signed", "X-Hub-Signature-256", "sha256=")).isEqualTo(401);
    assertThat(status("signed", "X-Hub-Signature-256", signature("wrong", BODY))).isEqualTo(401);
    assertThat(
            status("signed", "X-Hub-Signature-256", signature(TestGateway.SECRET, new byte[] {1})))
        .isEqualTo(401);
    assertThat(status("signed", "Authorization", TestGateway.SECRET)).isEqualTo(401);
    assertThat(detail(post("signed"))).contains("HMAC-SHA256", "X-Hub-Signature-256");
  }

  @Test
  void theSecretAtTheEndOfTheAddress() throws Exception {
    assertThat(status("path/key/" + TestGateway.SECRET)).isEqualTo(202);
    assertThat(status("path/key/" + OLD)).isEqualTo(202);
    assertThat(status("odd/key/" + URLEncoder.encode(ODD, UTF_8).replace("+", "%20")))
        .isEqualTo(202);

    assertThat(status("path")).isEqualTo(401);
    assertThat(status("path/key/wrong")).isEqualTo(401);
    assertThat(status("path", "Authorization", TestGateway.SECRET)).isEqualTo(401);
    assertThat(detail(post("path"))).contains("/webhooks/path/key/<secret>");
  }

  @Test
  void anAddressWithASecretIsNoAddressOfOtherWebhooks() throws Exception {
    HttpResponse<String> answer =
        post("usual/key/" + TestGateway.SECRET, "Authorization", TestGateway.SECRET);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(detail(answer)).contains("does not take its secret as a part of the address");
  }

  @Test
  void aMissingAndAWrongProofAreToldTheSame() throws Exception {
    assertThat(post("named", "X-Hook-Token", "x").body()).isEqualTo(post("named").body());
    assertThat(post("signed", "X-Hub-Signature-256", "x").body()).isEqualTo(post("signed").body());
    assertThat(post("path/key/x").body()).isEqualTo(post("path").body());
    for (String webhook : List.of("usual", "named", "signed", "path")) {
      assertThat(post(webhook).headers().firstValue("WWW-Authenticate")).isPresent();
    }
  }

  @Test
  void aSecretThatIsReplacedInItsFileIsTakenWithoutARestart() throws Exception {
    assertThat(status("file", "Authorization", "before")).isEqualTo(202);

    Files.writeString(secretFile, "after\n");

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> status("file", "Authorization", "after") == 202);
    assertThat(status("file", "Authorization", "before")).isEqualTo(401);
  }

  @Test
  void aClientCertificateThatNamesTheSender() throws Exception {
    SSLContext quay = QUAY.client(SERVER);

    assertThat(status(quay, "certified")).isEqualTo(202);
    assertThat(status(quay, "other")).isEqualTo(401);
    assertThat(status(SERVER.visitor(), "certified")).isEqualTo(401);
    assertThat(status(SERVER.visitor(), "usual", "Authorization", TestGateway.SECRET))
        .isEqualTo(202);
  }

  @Test
  void allThatIsConfiguredHasToBeShown() throws Exception {
    SSLContext quay = QUAY.client(SERVER);

    assertThat(status(quay, "both", "Authorization", TestGateway.SECRET)).isEqualTo(202);
    assertThat(status(quay, "both")).isEqualTo(401);
    assertThat(status(SERVER.visitor(), "both", "Authorization", TestGateway.SECRET))
        .isEqualTo(401);
  }

  @Test
  void whoTriesABodyMayShowTheSecretItself() throws Exception {
    String bearer = "Bearer " + TestGateway.SECRET;

    assertThat(status("signed/test", "Authorization", bearer)).isEqualTo(200);
    assertThat(status("named/test", "Authorization", bearer)).isEqualTo(200);
    assertThat(status("path/test", "Authorization", bearer)).isEqualTo(200);
    assertThat(status("path/key/" + OLD + "/test")).isEqualTo(200);
    assertThat(status("signed/test", "X-Hub-Signature-256", signature(OLD, BODY))).isEqualTo(200);

    assertThat(status("signed/test")).isEqualTo(401);
    assertThat(status("path/test", "Authorization", "Bearer wrong")).isEqualTo(401);
    assertThat(detail(post("signed/test"))).contains("or, at this address, its secret in the Auth");
  }

  @Test
  void noSecretIsInALogAMetricADeadLetterOrAnError() throws Exception {
    try (LogLines log = LogLines.collect()) {
      String mistyped = TestGateway.SECRET + "-mistyped";
      List<HttpResponse<String>> answers =
          List.of(
              post("path/key/" + mistyped),
              post("path/key/" + TestGateway.SECRET + "/nothing"),
              post("path/key/" + TestGateway.SECRET + "/test/more"),
              get("/webhooks/path/key/" + TestGateway.SECRET),
              post("usual/key/" + TestGateway.SECRET),
              post("usual", "Authorization", "Bearer " + mistyped),
              gateway.post("path/key/" + TestGateway.SECRET, "unreadable".getBytes(UTF_8)));

      assertThat(answers)
          .extracting(HttpResponse::statusCode)
          .containsExactly(401, 404, 404, 405, 404, 401, 400);
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.body()).doesNotContain(TestGateway.SECRET));
      assertThat(log.lines())
          .allSatisfy(line -> assertThat(line).doesNotContain(TestGateway.SECRET));
    }
    assertThat(gateway.get("/metrics").body())
        .contains("route=\"/webhooks/:name/key/:secret\"")
        .containsPattern("reason=\"unauthorized\"[^}]*} [1-9]")
        .doesNotContain(TestGateway.SECRET);
    assertThat(gateway.read(Topics.DEAD_LETTERS))
        .isNotEmpty()
        .allSatisfy(
            letter -> {
              assertThat(new String(letter.value(), UTF_8)).doesNotContain(TestGateway.SECRET);
              assertThat(letter.headers().toString()).doesNotContain(TestGateway.SECRET);
            });
  }

  @Test
  void refusalsAreLoggedOnceAMinuteForEachWebhookWithTheirReason() {
    try (LogLines log = LogLines.collect()) {
      Strangers strangers = new Strangers();
      for (int request = 0; request < 5; request++) {
        strangers.seen("one", "192.0.2.7", "was refused, because it has no secret");
        strangers.seen("two", "192.0.2.8", "was refused, because it has another secret");
      }

      assertThat(log.lines())
          .filteredOn(line -> line.contains("192.0.2."))
          .hasSize(2)
          .first()
          .asString()
          .contains(
              "WARN A request to the webhook one from 192.0.2.7 was refused, because it has no"
                  + " secret.");
    }
  }

  private static Secret secretIn(Path file) throws Exception {
    return ConfigLoader.parse(
            "registries: { r: { url: 'https://x' } }\n"
                + "webhooks: { w: { registry: r, secret: 'file:%s' } }".formatted(file),
            Map.of())
        .webhooks()
        .values()
        .iterator()
        .next()
        .proof()
        .secret()
        .orElseThrow();
  }

  private static String signature(String secret, byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
  }

  private static int status(String webhook, String... headers) throws Exception {
    return post(webhook, headers).statusCode();
  }

  private static HttpResponse<String> post(String webhook, String... headers) throws Exception {
    return gateway.post(webhook, BODY, event(headers));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return gateway.get(path);
  }

  private static int status(SSLContext context, String webhook, String... headers)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      return client
          .send(
              HttpRequest.newBuilder(secure.uri().resolve("/webhooks/" + webhook))
                  .timeout(Duration.ofSeconds(30))
                  .headers(event(headers))
                  .POST(BodyPublishers.ofByteArray(BODY))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  /** These headers and those of a CloudEvent. */
  private static String[] event(String... headers) {
    String[] all = {
      "ce-specversion", "1.0",
      "ce-id", "17",
      "ce-source", "/nightly",
      "ce-type", "io.waybill.image.pushed.v1"
    };
    String[] together = new String[all.length + headers.length];
    System.arraycopy(all, 0, together, 0, all.length);
    System.arraycopy(headers, 0, together, all.length, headers.length);
    return together;
  }

  private static String detail(HttpResponse<String> answer) throws Exception {
    return Json.lenient().readTree(answer.body()).path("detail").asText();
  }
}
