package io.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.RetryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WorkerConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.sample.VerifiedImage;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.worker.copy.ConfiguredRegistries;
import io.waybill.worker.plan.Samples;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The worker on Kafka's own broker between two real registries, and one that is not there. */
@ExtendWith(SharedKafka.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerCopyTest {
  private static final Registry FROM = Registry.of("from");
  private static final Registry TO = Registry.of("to");
  private static final Registry DOWN = Registry.of("down");

  private static final Rule ALWAYS =
      Samples.rule("copy-always", Samples.source("from", "always/**"), RuleTarget.of(TO));
  private static final Rule NEVER =
      Samples.rule(
          RuleSpec.of("copy-never", Samples.source("from", "never/**"), List.of(RuleTarget.of(TO)))
              .with(Overwrite.NEVER));
  private static final Rule ONE_PLATFORM =
      Samples.rule(
          new RuleDraft(
                  "copy-platform",
                  Samples.source("from", "platform/**"),
                  List.of(RuleTarget.of(TO)))
              .referrers(false)
              .platforms(List.of(PlatformPattern.parse("linux/arm64")))
              .platformMode(PlatformMode.REBUILT)
              .bandwidth(ByteRate.parse("1GiB/s"))
              .build());
  private static final Rule THERE =
      Samples.rule("copy-there", Samples.source("from", "round/**"), RuleTarget.of(TO));
  private static final Rule BACK =
      Samples.rule("copy-back", Samples.source("to", "round/**"), RuleTarget.of(FROM));
  private static final Rule TO_NOWHERE =
      Samples.rule("copy-down", Samples.source("from", "down/**"), RuleTarget.of(DOWN));

  private final String bootstrapServers;
  private final LocalRegistry from;
  private final LocalRegistry to;
  private final WaybillConfig config;
  private final RegistryClients registries;
  private final Kafka kafka;
  private final Worker worker;

  WorkerCopyTest(EmbeddedKafka broker, @TempDir Path directory) throws StartException {
    bootstrapServers = broker.bootstrapServers();
    from = LocalRegistry.start(directory.resolve("from"));
    to = LocalRegistry.start(directory.resolve("to"));
    config = config();
    registries = new RegistryClients(ConfiguredRegistries.of(config));
    kafka = new Kafka(bootstrapServers);
    worker = Worker.start(config);
  }

  @BeforeAll
  void publishTheRules() throws InterruptedException {
    for (Rule rule : List.of(ALWAYS, NEVER, ONE_PLATFORM, TO_NOWHERE)) {
      kafka.publish(Topics.RULES, Messages.of(rule));
    }
  }

  @AfterAll
  void stop() {
    worker.close();
    kafka.close();
    registries.close();
    from.close();
    to.close();
  }

  @Test
  void aPushedImageComesToItsTargetWithItsSignature() throws Exception {
    TagReference source = tag("from/always/app:v1");
    SampleImage image = SampleImage.builder(1).layers(2, 20_000).signed().build();
    image.push(registries, source);

    List<TaskFact> facts = kafka.awaitDone(announce(source, ALWAYS, "1"));

    VerifiedImage verified =
        new ImageVerifier(registries).verify(source, tag("to/always/app:v1"), true);
    assertThat(verified.digest()).isEqualTo(image.digest());
    assertThat(Kafka.done(facts).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(Kafka.done(facts).digest()).isEqualTo(image.digest());
    AttemptEnded ended = Kafka.firstEnded(facts);
    assertThat(ended.outcome()).isEqualTo(AttemptOutcome.COPIED);
    assertThat(ended.transfer().bytesWritten()).isPositive();
    assertThat(ended.referrers()).isPositive();
    assertThat(ended.digestAfter()).isEqualTo(image.digest());
  }

  @Test
  void theSameEventTwiceIsOneTaskAndItsSecondTryMovesNothing() throws Exception {
    TagReference source = tag("from/always/twice:v1");
    SampleImage.builder(2).layers(1, 20_000).build().push(registries, source);
    TaskId task = announce(source, ALWAYS, "1");
    kafka.awaitDone(task);

    assertThat(announce(source, ALWAYS, "1")).isEqualTo(task);

    List<TaskFact> facts =
        kafka.awaitFacts(
            task,
            fact ->
                fact instanceof AttemptEnded ended
                    && ended.outcome() == AttemptOutcome.ALREADY_PRESENT);
    assertThat(Kafka.outcomes(facts))
        .containsExactly(AttemptOutcome.COPIED, AttemptOutcome.ALREADY_PRESENT);
  }

  @Test
  void aRegistryThatIsDownIsTriedAgainLater() throws Exception {
    TagReference source = tag("from/down/app:v1");
    SampleImage.builder(3).layers(1, 20_000).build().push(registries, source);
    Instant before = Instant.now();

    List<TaskFact> facts =
        kafka.awaitFacts(announce(source, TO_NOWHERE, "1"), AttemptEnded.class::isInstance);

    AttemptEnded ended = Kafka.firstEnded(facts);
    assertThat(ended.outcome()).isEqualTo(AttemptOutcome.RETRY_AT);
    assertThat(Kafka.failureOf(ended).code()).isEqualTo(FailureCode.NETWORK);
    assertThat(ended.retryAt()).isAfter(before);
  }

  @Test
  void aTargetThatMayNotBeOverwrittenStaysAndTheTaskFails() throws Exception {
    TagReference source = tag("from/never/app:v1");
    SampleImage first = SampleImage.builder(4).layers(1, 20_000).build();
    first.push(registries, source);
    assertThat(Kafka.done(kafka.awaitDone(announce(source, NEVER, "1"))).status())
        .isEqualTo(TaskStatus.SUCCEEDED);

    SampleImage.builder(5).layers(1, 20_000).build().push(registries, source);
    List<TaskFact> facts = kafka.awaitDone(announce(source, NEVER, "2"));

    assertThat(Kafka.done(facts).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(Kafka.failureOf(Kafka.done(facts)).code()).isEqualTo(FailureCode.IMAGE_EXISTS);
    assertThat(Kafka.firstEnded(facts).digestBefore()).isEqualTo(first.digest());
  }

  @Test
  void theSelectedPlatformsComeInAnIndexOfTheirOwnAndHistorySaysSo() throws Exception {
    TagReference source = tag("from/platform/app:v1");
    SampleImage image = SampleImage.builder(6).layers(1, 20_000).build();
    image.push(registries, source);

    List<TaskFact> facts = kafka.awaitDone(announce(source, ONE_PLATFORM, "1"));

    AttemptEnded ended = Kafka.firstEnded(facts);
    assertThat(ended.rebuiltFrom()).isEqualTo(image.digest());
    assertThat(ended.digestAfter()).isNotNull().isNotEqualTo(image.digest());
    assertThat(Kafka.done(facts).digest()).isEqualTo(ended.digestAfter());
    TagReference target = tag("to/platform/app:v1");
    assertThat(new ImageVerifier(registries).verify(target, target, false).manifests())
        .as("the index and one image")
        .isEqualTo(2);
  }

  @Test
  void anImageThatIsGoneFailsForGood() throws Exception {
    List<TaskFact> facts = kafka.awaitDone(announce(tag("from/always/gone:v1"), ALWAYS, "1"));

    assertThat(Kafka.failureOf(Kafka.done(facts)).code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void whereRulesGoRoundEachTagIsAnnounced() throws Exception {
    kafka.publish(Topics.RULES, Messages.of(THERE));
    kafka.publish(Topics.RULES, Messages.of(BACK));
    TagReference source = tag("from/round/app:v1");
    SampleImage image = SampleImage.builder(7).layers(1, 20_000).signed().build();
    image.push(registries, source);

    List<TaskFact> facts = kafka.awaitDone(announce(source, THERE, "1"));

    kafka.publish(Topics.RULES, Messages.tombstone(BACK.id()));
    List<CopyAnnounced> announced =
        facts.stream()
            .filter(CopyAnnounced.class::isInstance)
            .map(CopyAnnounced.class::cast)
            .toList();
    assertThat(announced.getFirst())
        .returns(tag("to/round/app:v1"), CopyAnnounced::target)
        .returns(image.digest(), CopyAnnounced::digest)
        .returns(source, CopyAnnounced::source);
    assertThat(announced)
        .filteredOn(fact -> fact.target().text().startsWith("to/round/app:sha256-"))
        .as("the signature's tags")
        .isNotEmpty();
  }

  /** What a registry's webhook would say; the delivery is part of the sender's event id. */
  private TaskId announce(TagReference source, Rule rule, String delivery)
      throws InterruptedException {
    Instant now = Instant.now();
    ImagePushed event =
        new ImagePushed(
            EventId.hash(source.text(), delivery),
            source.repository(),
            source.tag(),
            null,
            null,
            null,
            now,
            now,
            "/webhooks/test");
    kafka.publish(Topics.EVENTS, Messages.of(event));
    Reference target = rule.spec().targets().getFirst().resolve(source);
    return TaskId.of(event.id(), rule.id(), target);
  }

  private static TagReference tag(String text) {
    return (TagReference) Reference.parse(text);
  }

  private WaybillConfig config() {
    WorkerConfig defaults = WorkerConfig.DEFAULT;
    WorkerConfig quick =
        new WorkerConfig(
            defaults.regions(),
            defaults.concurrency(),
            defaults.bulkConcurrency(),
            defaults.bulkThreshold(),
            defaults.graceTime(),
            "127.0.0.1",
            0,
            new RetryConfig(
                8,
                new TimeSpan(Duration.ofMillis(20)),
                TimeSpan.parse("1h"),
                new TimeSpan(Duration.ofMillis(10))));
    return WaybillConfig.DEFAULT
        .withKafka(Kafka.config(bootstrapServers))
        .withRegistries(
            Map.of(
                FROM, at(from.uri()),
                TO, at(to.uri()),
                DOWN, at(URI.create("http://127.0.0.1:1"))))
        .withWorker(quick);
  }

  private static RegistryConfig at(URI uri) {
    RegistryConfig plain = RegistryConfig.at(uri);
    return new RegistryConfig(
        plain.url(),
        Region.of("real"),
        plain.username(),
        plain.password(),
        plain.insecure(),
        plain.ca(),
        plain.maxConnections());
  }
}
