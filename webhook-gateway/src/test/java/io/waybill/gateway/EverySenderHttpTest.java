package io.waybill.gateway;

import static io.waybill.gateway.SenderProofs.basic;
import static io.waybill.gateway.SenderProofs.bearer;
import static io.waybill.gateway.SenderProofs.header;
import static io.waybill.gateway.SenderProofs.hmac;
import static io.waybill.gateway.SenderProofs.inPath;
import static io.waybill.gateway.SenderProofs.keys;
import static io.waybill.gateway.SenderProofs.sns;
import static io.waybill.gateway.SenderProofs.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.gateway.SenderProofs.Post;
import io.waybill.gateway.SenderProofs.Proof;
import io.waybill.gateway.auth.Outside;
import io.waybill.gateway.senders.Samples;
import io.waybill.gateway.senders.SenderType;
import io.waybill.gateway.senders.Senders;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sender, configured as its page says, from its push over real HTTP to the topic, with the
 * proof that it really shows.
 */
class EverySenderHttpTest {
  private static final String SINGLE =
      "sha256:947f187506f7629c81c81879a2cb2256455038e4ac770091d897fa0a8b945e3b";

  private static final Map<String, List<Integer>> REFUSED = new HashMap<>();
  private static final Map<String, Integer> ACCEPTED = new HashMap<>();

  private static List<String> before = List.of();
  private static List<String> after = List.of();
  private static EmbeddedKafka kafka;
  private static TestGateway gateway;

  /**
   * A sender as its page configures it.
   *
   * @param page the page in {@code docs/webhooks}
   * @param type its type; the page's first webhook of it, or the second where SNS signs
   * @param sample what it posts
   * @param pushed what that says was pushed: repository, tag and digest
   * @param proof what it shows
   */
  record Sender(String page, String type, String sample, String pushed, Proof proof) {
    boolean isSecond() {
      return sample.startsWith("ecr/sns");
    }

    String webhook() {
      return type + (isSecond() ? "-sns" : "");
    }

    @Override
    public String toString() {
      return webhook();
    }
  }

  static List<Sender> senders() {
    return List.of(
        of("distribution", "push-by-tag.json", "payments/ledger 2.7.1 " + SINGLE, bearer()),
        of("harbor", "push-tag.json", "payments/ledger 2.7.1 " + SINGLE, bearer()),
        of(
            "swr",
            "push-tag.json",
            "shop/cart 1.4.2"
                + " sha256:74c83db3a468bf3726fd9c9d0257113fe51ec3c4f21acca63d60a0bbf1846427",
            bearer()),
        of(
            "tcr",
            "push-tag.json",
            "shop/cart 1.4.2"
                + " sha256:1fde0b02049a9bea6fc97de3047c83fc6c72865e6a0f02fed5c1b5327fd69ca6",
            bearer()),
        of("quay", "push.json", "shop/cart 1.4.2 null", inPath()),
        of("dockerhub", "push.json", "acme/portal 3.2 null", inPath()),
        of("alibaba", "push.json", "payments/ledger 2.7.1 " + SINGLE, inPath()),
        of("gitlab", "push-by-tag.json", "platform/shop/cart 3.0.1 " + SINGLE, bearer()),
        of(
            "github",
            "package-push-by-tag.json",
            "harbour-works/tide-tables 1.4.0 " + SINGLE,
            hmac("X-Hub-Signature-256", "sha256=", "HmacSHA256")),
        of(
            "gitea",
            "push-by-tag.json",
            "harbour/tide-tables 1.4.0 null",
            hmac("X-Gitea-Signature", "", "HmacSHA256")),
        of("acr", "push-by-tag.json", "payments/ledger 2.7.1 " + SINGLE, bearer()),
        of("ecr", "push-by-tag.json", "payments/ledger 2.7.1 " + SINGLE, basic()),
        of("ecr", "sns-push-by-tag.json", "payments/ledger 2.7.1 " + SINGLE, sns()),
        of(
            "google",
            "push-by-tag.json",
            "harbour-works/images/payments/ledger 2.7.1 " + SINGLE,
            token()),
        of(
            "artifactory",
            "push-by-tag.json",
            "docker-local/payments/ledger 2.7.1 " + SINGLE,
            header("X-JFrog-Event-Auth")),
        of(
            "nexus",
            "created.json",
            "payments/ledger 2.7.1 null",
            hmac("X-Nexus-Webhook-Signature", "", "HmacSHA1")),
        of("zot", "push-by-tag.json", "payments/ledger 2.7.1 " + SINGLE, bearer()),
        new Sender(
            "README.md", "waybill", "waybill/push-binary.json", "tools/lint 9.1 null", bearer()),
        of(
            "mapped",
            "several.json",
            "payments/ledger 2.8.0"
                + " sha256:1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6",
            bearer()));
  }

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Map<Registry, RegistryConfig> registries = new HashMap<>();
    Map<String, WebhookConfig> webhooks = new HashMap<>();
    for (Sender sender : senders()) {
      List<DocumentedWebhooks.Shown> page =
          DocumentedWebhooks.of(sender.page(), sender.type(), TestGateway.SECRET);
      DocumentedWebhooks.Shown shown = page.get(sender.isSecond() ? 1 : 0);
      WebhookConfig webhook = shown.webhook();
      // Each page has registries of its own, some of the same name.
      Registry registry = Registry.of(sender.webhook());
      registries.put(registry, shown.registry());
      webhooks.put(
          sender.webhook(),
          new WebhookConfig(registry, webhook.type(), webhook.proof(), webhook.intake()));
    }
    kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    gateway =
        TestGateway.start(
            TestGateway.config()
                .withKafka(kafka.bootstrapServers())
                .withData(directory.resolve("data"))
                .withWebhooks(Map.of())
                .withRegistries(registries)
                .withWebhooks(webhooks),
            new Outside(keys(), InstantSource.system()));
    sendAll();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    kafka.close();
  }

  @Test
  void noTypeIsMissing() {
    assertThat(senders().stream().map(Sender::type).distinct())
        .containsExactlyInAnyOrderElementsOf(Senders.ALL.stream().map(SenderType::name).toList());
  }

  @ParameterizedTest
  @MethodSource("senders")
  void whoDoesNotShowWhoHeIsIsRefused(Sender sender) {
    assertThat(REFUSED.get(sender.webhook()))
        .as("what was answered without any proof, and with a wrong one")
        .containsExactly(401, 401);
    assertThat(before).as("what was in the topic then").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("senders")
  void aPushWithTheSendersProofIsInTheTopic(Sender sender) {
    assertThat(ACCEPTED.get(sender.webhook())).isEqualTo(202);
    assertThat(after).contains(sender.webhook() + "/" + sender.pushed());
  }

  /** All of them, so that the topic is read twice and not for each. */
  private static void sendAll() throws Exception {
    for (Sender sender : senders()) {
      Post plain = plain(sender);
      REFUSED.put(sender.webhook(), List.of(send(plain), send(sender.proof().show(plain, false))));
    }
    before = pushes();
    for (Sender sender : senders()) {
      ACCEPTED.put(sender.webhook(), send(sender.proof().show(plain(sender), true)));
    }
    after = pushes();
  }

  private static Post plain(Sender sender) {
    return new Post(
        sender.webhook(),
        Samples.headers(sender.sample()),
        new String(Samples.read(sender.sample()), UTF_8));
  }

  private static Sender of(String type, String sample, String pushed, Proof proof) {
    return new Sender(type + ".md", type, type + "/" + sample, pushed, proof);
  }

  private static int send(Post request) throws Exception {
    String[] headers =
        request.headers().entrySet().stream()
            .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
            .toArray(String[]::new);
    return gateway.post(request.path(), request.body().getBytes(UTF_8), headers).statusCode();
  }

  /** What the topic holds, as {@code registry/repository tag digest}. */
  private static List<String> pushes() throws Exception {
    List<String> pushes = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : gateway.read(Topics.EVENTS)) {
      ImageEvent event = Messages.readEvent(Headers.of(record), record.value());
      if (event instanceof ImagePushed pushed) {
        pushes.add(pushed.repository() + " " + pushed.tag() + " " + pushed.digest());
      }
    }
    return pushes;
  }
}
