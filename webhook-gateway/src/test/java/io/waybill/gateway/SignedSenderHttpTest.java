package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.waybill.chassis.config.ProofConfig;
import io.waybill.chassis.config.TokenConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.identity.Fetcher;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.SelfSigned;
import io.waybill.gateway.auth.Outside;
import io.waybill.gateway.auth.SnsSigner;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.Topics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pub/Sub and SNS as they post, over real HTTP; their keys are served by this test. */
class SignedSenderHttpTest {
  private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:ecr-pushes";
  private static final String SNS = "https://sns.eu-central-1.amazonaws.com";
  private static final String AUDIENCE = "https://hooks.example/webhooks/google";
  private static final String ROBOT = "pubsub@project.iam.gserviceaccount.com";
  private static final List<String> FETCHED = new CopyOnWriteArrayList<>();

  private static RSAKey google;
  private static SnsSigner sns;
  private static HttpServer elsewhere;
  private static EmbeddedKafka kafka;
  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    google = new RSAKeyGenerator(2048).keyID("google").generate();
    Instant now = Instant.now();
    sns =
        new SnsSigner(
            SelfSigned.of(
                "RSA",
                "sns.amazonaws.com",
                List.of(),
                now.minus(Duration.ofHours(1)),
                now.plus(Duration.ofDays(1))));
    elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/keys", new JWKSet(google).toString(/* publicKeysOnly= */ true));
    serve("/SimpleNotificationService-1.pem", sns.certificatePem());
    serve("/", "<ConfirmSubscriptionResponse/>");
    elsewhere.start();
    String local = "http://127.0.0.1:" + elsewhere.getAddress().getPort();
    Fetcher overHttp = Fetcher.overHttp(Duration.ofSeconds(20), 64 << 10);
    kafka = EmbeddedKafka.start(directory);
    WaybillConfig config = TestGateway.config().withKafka(kafka.bootstrapServers());
    gateway =
        TestGateway.start(
            config.withWebhooks(
                Map.of(
                    "google",
                        webhook("waybill", ProofConfig.NONE.withToken(token(local + "/keys"))),
                    "cut-off",
                        webhook(
                            "waybill",
                            ProofConfig.NONE.withToken(token("http://127.0.0.1:1/keys"))),
                    "ecr", webhook("ecr", ProofConfig.NONE.withTopicArn(TOPIC)))),
            new Outside(
                address -> overHttp.fetch(URI.create(address.toString().replace(SNS, local))),
                InstantSource.system()));
  }

  private static WebhookConfig webhook(String type, ProofConfig proof) {
    return WebhookConfig.of(Registry.of("shanghai"), type, Optional.empty()).withProof(proof);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    kafka.close();
    elsewhere.stop(0);
  }

  @Test
  void aTokenOfTheAccountIsAcceptedAndOthersAreNot() throws Exception {
    assertThat(event("google", jwt(claims())).statusCode()).isEqualTo(202);
    assertThat(event("google", jwt(claims().issuer("accounts.google.com"))).statusCode())
        .isEqualTo(202);

    assertThat(event("google", jwt(claims().claim("email", "other@x"))).statusCode())
        .isEqualTo(401);
    assertThat(event("google", jwt(claims().claim("email_verified", false))).statusCode())
        .isEqualTo(401);
    assertThat(event("google", jwt(claims().audience("https://other.example"))).statusCode())
        .isEqualTo(401);
    HttpResponse<String> wrong = event("google", "nonsense");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body())
        .isEqualTo(gateway.post("google", new byte[0], new String[0]).body())
        .contains("webhooks.google.token")
        .doesNotContain(ROBOT);
    assertThat(gateway.post("google/test", new byte[0]).statusCode()).isEqualTo(401);
  }

  @Test
  void aTokenThatCannotBeCheckedIsAskedForAgainAndNotRefused() throws Exception {
    HttpResponse<String> answer = event("cut-off", jwt(claims()));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("sender-unverified", "could not be fetched");
    assertThat(gateway.get("/metrics").body())
        .contains("reason=\"unverified\",role=\"gateway\",webhook=\"cut-off\"} 1.0");
  }

  @Test
  void aMessageOfTheTopicIsAcceptedAndOthersAreNot() throws Exception {
    Map<String, String> message = sns.sign("2", notification());

    assertThat(post("ecr", message).statusCode()).isEqualTo(202);
    assertThat(post("ecr", SnsSigner.with(message, "Message", "{}")).statusCode()).isEqualTo(401);
    assertThat(post("ecr", notification()).statusCode()).isEqualTo(401);
    assertThat(post("ecr/test", message).statusCode()).isEqualTo(200);
    assertThat(post("ecr/test", notification()).statusCode()).isEqualTo(401);
  }

  @Test
  void aSubscriptionIsConfirmedWhereItIsSignedAndTryingItOutConfirmsNothing() throws Exception {
    Map<String, String> question =
        sns.sign(
            "1",
            SnsSigner.confirmation(
                "SubscriptionConfirmation",
                TOPIC,
                Instant.now(),
                SNS + "/SimpleNotificationService-1.pem",
                SNS + "/?Action=ConfirmSubscription&TopicArn=t&Token=k"));
    int letters = gateway.read(Topics.DEAD_LETTERS).size();

    assertThat(post("ecr/test", question).statusCode()).isEqualTo(200);
    assertThat(post("ecr", SnsSigner.with(question, "Token", "forged")).statusCode())
        .isEqualTo(401);
    assertThat(FETCHED).doesNotContain("/?Action=ConfirmSubscription&TopicArn=t&Token=k");

    HttpResponse<String> answer = post("ecr", question);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"subscription\":\"confirmed\"}");
    assertThat(FETCHED).contains("/?Action=ConfirmSubscription&TopicArn=t&Token=k");
    assertThat(gateway.read(Topics.DEAD_LETTERS)).hasSize(letters);
  }

  private static void serve(String path, String body) {
    elsewhere.createContext(
        path,
        exchange -> {
          FETCHED.add(exchange.getRequestURI().toString());
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static TokenConfig token(String keys) {
    return new TokenConfig(
        Optional.of(AUDIENCE), Optional.of(ROBOT), TokenConfig.NONE.issuer(), URI.create(keys));
  }

  private static JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer("https://accounts.google.com")
        .audience(AUDIENCE)
        .claim("email", ROBOT)
        .claim("email_verified", true)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
  }

  private static String jwt(JWTClaimsSet.Builder claims) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("google").build(), claims.build());
    token.sign(new RSASSASigner(google));
    return token.serialize();
  }

  private static HttpResponse<String> event(String webhook, String jwt) throws Exception {
    return gateway.post(
        webhook,
        "{\"repository\": \"tools/lint\", \"tag\": \"9.1\"}".getBytes(UTF_8),
        "Authorization",
        "Bearer " + jwt,
        "ce-specversion",
        "1.0",
        "ce-id",
        "18",
        "ce-source",
        "/nightly",
        "ce-type",
        "io.waybill.image.pushed.v1");
  }

  private static Map<String, String> notification() {
    Map<String, Object> detail =
        Map.of(
            "result", "SUCCESS",
            "action-type", "PUSH",
            "repository-name", "payments/ledger",
            "image-tag", "2.7.1");
    Map<String, Object> event =
        Map.of(
            "id", "13cde686-328b-6117-af20-0e5566167482",
            "detail-type", "ECR Image Action",
            "source", "aws.ecr",
            "account", "123456789012",
            "time", "2026-03-14T09:26:53Z",
            "region", "eu-central-1",
            "detail", detail);
    return SnsSigner.with(
        SnsSigner.notification(TOPIC, Instant.now(), SNS + "/SimpleNotificationService-1.pem"),
        "Message",
        Json.lenient().valueToTree(event).toString());
  }

  private static HttpResponse<String> post(String webhook, Map<String, String> message)
      throws Exception {
    return gateway.post(webhook, SnsSigner.json(message).getBytes(UTF_8), new String[0]);
  }
}
