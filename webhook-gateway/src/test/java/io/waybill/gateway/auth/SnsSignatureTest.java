package io.waybill.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.waybill.chassis.identity.Fetcher;
import io.waybill.embedded.SelfSigned;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that the test signs as SNS does, with certificates that are served over HTTP. */
class SnsSignatureTest {
  private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:ecr-pushes";
  private static final String HOST = "https://sns.eu-central-1.amazonaws.com";
  private static final String CERTIFICATE = HOST + "/SimpleNotificationService-0a1b.pem";
  private static final Instant NOW = Instant.parse("2026-03-14T09:26:53Z");

  private static SnsSigner sns;
  private static SnsSigner stranger;
  private static SnsSigner expired;

  private final List<String> fetched = new CopyOnWriteArrayList<>();
  private String served = "";
  private int status = 200;
  private Instant now = NOW;
  private HttpServer server;
  private SnsSignature signature;
  private SnsSubscription subscription;

  @BeforeAll
  static void makeKeys() {
    sns = new SnsSigner(rsa("sns.amazonaws.com", NOW.plus(Duration.ofDays(1))));
    stranger = new SnsSigner(rsa("sns.evil.example", NOW.plus(Duration.ofDays(1))));
    expired = new SnsSigner(rsa("sns.amazonaws.com", NOW.minusSeconds(5)));
  }

  @BeforeEach
  void start() throws Exception {
    served = sns.certificatePem();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          fetched.add(exchange.getRequestURI().toString());
          byte[] body = served.getBytes(UTF_8);
          if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
          }
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Fetcher overHttp = Fetcher.overHttp(Duration.ofSeconds(20), 64 << 10);
    String local = "http://127.0.0.1:" + server.getAddress().getPort();
    Outside outside =
        new Outside(
            address -> overHttp.fetch(URI.create(address.toString().replace(HOST, local))),
            () -> now);
    SnsTopic topic = SnsTopic.of(TOPIC).orElseThrow();
    signature = new SnsSignature("ecr", topic, outside);
    subscription = new SnsSubscription(topic, outside);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void messagesOfTheTopicAreAcceptedInBothVersionsAndTheCertificateIsFetchedOnce() {
    for (String version : List.of("1", "2")) {
      accepted(sns.sign(version, notification()));
      accepted(sns.sign(version, notification("Subject", "a push")));
      accepted(sns.sign(version, notification("Message", "lines\n\"and\" quotes \u00f6")));
      accepted(sns.sign(version, confirmation("SubscriptionConfirmation")));
      accepted(sns.sign(version, confirmation("UnsubscribeConfirmation")));
    }
    assertThat(fetched).containsExactly("/SimpleNotificationService-0a1b.pem");
  }

  @Test
  void aChangedMessageIsRefused() {
    Map<String, String> signed = sns.sign("2", notification());
    for (String field : List.of("Message", "MessageId", "Timestamp", "Signature")) {
      String other =
          field.equals("Timestamp") ? now.minusSeconds(1).toString() : signed.get(field) + "x";
      refused(SnsSigner.with(signed, field, other));
    }
    refused(SnsSigner.with(signed, "Subject", "added"));
    refused(SnsSigner.with(signed, "Type", "SubscriptionConfirmation"));
    refused(
        "the signature of its message is wrong", SnsSigner.with(signed, "SignatureVersion", "1"));
    refused(
        "the signature of its message is wrong", SnsSigner.with(signed, "SignatureVersion", "3"));
    refused("the signature of its message is wrong", stranger.sign("2", notification()));
  }

  @Test
  void aTopicOfSomebodyElseIsRefusedAlthoughSnsSignsItToo() {
    refused(
        "of another topic",
        sns.sign("2", notification("TopicArn", TOPIC.replace("123456789012", "999999999999"))));
    assertThat(fetched).isEmpty();
  }

  @Test
  void whatIsNoMessageOfSnsIsRefused() {
    for (String body : List.of("", "[]", "\"x\"", "{", "{\"Type\": 7}", "{\"Type\": \"Other\"}")) {
      assertThat(check(body)).isEqualTo(Verdict.refused("its body is no message of SNS"));
    }
  }

  @Test
  void anOldMessageIsRefusedButNotOneThatSnsMayStillBeTrying() {
    accepted(
        sns.sign("2", notification("Timestamp", now.minus(Duration.ofMinutes(61)).toString())));
    refused(
        "too old",
        sns.sign("2", notification("Timestamp", now.minus(Duration.ofHours(3)).toString())));
    refused(
        "too old",
        sns.sign("2", notification("Timestamp", now.plus(Duration.ofHours(1)).toString())));
    refused("too old", sns.sign("2", notification("Timestamp", "yesterday")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-central-1.amazonaws.com:443/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0a1b.pem",
        "https://evil@sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-central-1.amazonaws.com@evil.example/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-central-1.amazonaws.com./SimpleNotificationService-0a1b.pem",
        "https://evil.example/sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        "https://evil-sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-central-1.amazonaws.com.cn/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem?x=1",
        "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem#x",
        "https://sns.eu-central-1.amazonaws.com/?Action=GetTopicAttributes&x=.pem",
        "https://sns.eu-central-1.amazonaws.com/a/../SimpleNotificationService-0a1b.pem",
        "https://sns.eu-central-1.amazonaws.com/%53impleNotificationService-0a1b.pem",
        "https://127.0.0.1/SimpleNotificationService-0a1b.pem",
        "file:///etc/passwd",
        "mailto:x",
        "::not an address::"
      })
  void noCertificateIsFetchedFromAnywhereElse(String address) {
    refused("not at SNS", sns.sign("2", notification("SigningCertURL", address)));
    assertThat(fetched).isEmpty();
  }

  @Test
  void aCertificateThatIsNotThatOfSnsOrHasExpiredIsRefused() {
    served = stranger.certificatePem();
    refused("is not that of SNS", stranger.sign("2", notification()));
    served = expired.certificatePem();
    now = now.plusSeconds(3);
    refused("has expired", expired.sign("2", notification()));
    served = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    now = now.plusSeconds(3);
    refused("is none", sns.sign("2", notification()));
    status = 404;
    now = now.plusSeconds(3);
    refused("does not have the certificate", sns.sign("2", notification()));
  }

  @Test
  void whileTheCertificateCannotBeFetchedNothingIsDecidedAndNoRedirectionIsFollowed() {
    for (int answer : List.of(500, 302)) {
      status = answer;
      now = now.plusSeconds(3);
      assertThat(check(sns.sign("2", notification())))
          .isInstanceOfSatisfying(
              Verdict.Undecided.class,
              undecided -> assertThat(undecided.reason()).contains("it answers " + answer));
    }
    assertThat(check(sns.sign("2", notification()))).isInstanceOf(Verdict.Undecided.class);
    assertThat(fetched).as("with a pause after a failure").hasSize(2).doesNotContain("/elsewhere");

    status = 200;
    now = now.plusSeconds(3);
    accepted(sns.sign("2", notification()));
    server.stop(0);
    accepted(sns.sign("2", notification()));
  }

  @Test
  @Timeout(60)
  void aMessageThatNamesAnotherCertificateHoldsUpNoneWhoseCertificateIsKnown() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    Fetcher slow =
        address -> {
          if (address.toString().equals(CERTIFICATE)) {
            return new Fetcher.Answer(200, sns.certificatePem().getBytes(UTF_8));
          }
          asked.countDown();
          answer.await();
          return new Fetcher.Answer(404, new byte[0]);
        };
    signature =
        new SnsSignature("ecr", SnsTopic.of(TOPIC).orElseThrow(), new Outside(slow, () -> now));
    accepted(sns.sign("2", notification()));
    Thread other =
        Thread.startVirtualThread(
            () -> refused(notification("SigningCertURL", CERTIFICATE.replace("0a1b", "ffff"))));

    asked.await();
    accepted(sns.sign("2", notification()));

    answer.countDown();
    other.join();
  }

  @Test
  void aSubscriptionIsConfirmedAtSnsAndNowhereElse() {
    Map<String, String> message = confirmation("SubscriptionConfirmation");

    assertThat(settle(message)).isEqualTo(new SnsSubscription.Outcome.Confirmed());
    assertThat(fetched).containsExactly("/?Action=ConfirmSubscription&TopicArn=x&Token=t");

    status = 500;
    assertThat(settle(message)).isEqualTo(new SnsSubscription.Outcome.Failed("SNS answers 500"));
    status = 302;
    assertThat(settle(message)).isEqualTo(new SnsSubscription.Outcome.Failed("SNS answers 302"));
    fetched.clear();
    for (String elsewhere :
        List.of(
            "https://evil.example/?Action=ConfirmSubscription&Token=t",
            "http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t",
            HOST + ":444/?Action=ConfirmSubscription&Token=t",
            HOST + "/?Action=DeleteTopic&Token=t",
            HOST + "/other?Action=ConfirmSubscription&Token=t",
            "")) {
      assertThat(settle(SnsSigner.with(message, "SubscribeURL", elsewhere)))
          .isInstanceOf(SnsSubscription.Outcome.Failed.class);
    }
    assertThat(fetched).isEmpty();
  }

  @Test
  void otherMessagesAskForNothing() {
    assertThat(settle(notification())).isEqualTo(new SnsSubscription.Outcome.Other());
    assertThat(settle(confirmation("UnsubscribeConfirmation")))
        .isEqualTo(new SnsSubscription.Outcome.Ended());
    assertThat(fetched).isEmpty();
  }

  @Test
  void eachPartitionHasItsOwnHostAndOthersAreUnknown() {
    assertThat(SnsTopic.of("arn:aws-cn:sns:cn-north-1:123456789012:t").orElseThrow())
        .satisfies(
            topic -> {
              assertThat(
                      topic.certificateAddress(
                          "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-a.pem"))
                  .isPresent();
              assertThat(topic.isSigner("sns-cn-north-1.amazonaws.com.cn")).isTrue();
              assertThat(topic.isSigner("sns.amazonaws.com")).isFalse();
            });
    assertThat(SnsTopic.of("arn:aws-us-gov:sns:us-gov-east-1:123456789012:t").orElseThrow())
        .satisfies(topic -> assertThat(topic.isSigner("sns-us-gov-west-1.amazonaws.com")).isTrue());
    assertThat(SnsTopic.of("arn:aws-iso:sns:us-iso-east-1:123456789012:t")).isEmpty();
  }

  private Map<String, String> notification(String... changed) {
    Map<String, String> message = SnsSigner.notification(TOPIC, now, CERTIFICATE);
    return changed.length == 0 ? message : SnsSigner.with(message, changed[0], changed[1]);
  }

  private Map<String, String> confirmation(String type) {
    return SnsSigner.confirmation(
        type, TOPIC, now, CERTIFICATE, HOST + "/?Action=ConfirmSubscription&TopicArn=x&Token=t");
  }

  private void accepted(Map<String, String> message) {
    assertThat(check(message)).isEqualTo(Verdict.ACCEPTED);
  }

  private void refused(Map<String, String> message) {
    refused("", message);
  }

  private void refused(String reason, Map<String, String> message) {
    assertThat(check(message))
        .isInstanceOfSatisfying(
            Verdict.Refused.class, refused -> assertThat(refused.reason()).contains(reason));
  }

  private Verdict check(Map<String, String> message) {
    return check(SnsSigner.json(message));
  }

  private Verdict check(String body) {
    return signature.check(Evidence.of(Map.of(), body.getBytes(UTF_8)));
  }

  private SnsSubscription.Outcome settle(Map<String, String> message) {
    return subscription.settle(SnsSigner.json(message).getBytes(UTF_8));
  }

  private static SelfSigned rsa(String name, Instant until) {
    return SelfSigned.of("RSA", name, List.of(), NOW.minus(Duration.ofDays(1)), until);
  }
}
