package io.waybill.worker.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.chassis.config.RetryConfig;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanFact;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.ScanStepHeld;
import io.waybill.schemas.scans.ScanStepPostponed;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import io.waybill.worker.circuit.Circuitry;
import io.waybill.worker.circuit.Circuits;
import io.waybill.worker.copy.RetryPolicy;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.wire.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one step sends, and in which order. */
class ScanAttemptTest {
  private static final ScanId SCAN = ScanId.parse("0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0e");
  private static final Instant ASKED = Instant.parse("2026-11-22T03:00:00Z");

  private final FakeRegistry from = FakeRegistry.start();
  private final FakeRegistry to = FakeRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(1), Duration.ofMillis(10)));
  private Circuits circuits = Circuitry.none();
  private final List<Outgoing> sent = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  private ScanAttempt.Verdict run(ScanStep step, int attempts, Predicate<ScanId> cancelled) {
    RetryConfig retries =
        new RetryConfig(
            attempts, TimeSpan.parse("1ms"), TimeSpan.parse("1h"), TimeSpan.parse("2ms"));
    ScanTools tools =
        new ScanTools(
            new Scanner(
                clients,
                Map.of(from.name(), Region.DEFAULT, to.name(), Region.of("eu")),
                Clock.systemUTC()),
            cancelled,
            new RetryPolicy(retries),
            circuits,
            (topic, message) -> {
              sent.add(new Outgoing(topic, message));
              return CompletableFuture.completedFuture(null);
            },
            "worker-1",
            new WorkerMetrics(new SimpleMeterRegistry()),
            Clock.systemUTC(),
            new Random(1));
    return new ScanAttempt(step, tools).run();
  }

  private ScanStep step(boolean dryRun) {
    return step(dryRun, null);
  }

  private ScanStep step(boolean dryRun, @Nullable MigrationId migration) {
    RuleSource source =
        Json.strict()
            .convertValue(
                Map.of("registry", from.address(), "repositories", "a/b"), RuleSource.class);
    ScanRequest scan =
        new ScanRequest(
            SCAN,
            new ScanRule(
                null,
                null,
                new RuleDraft("by-hand", source, List.of(RuleTarget.of(to.name()))).build()),
            Trigger.MANUAL,
            dryRun,
            ScanScope.ALL,
            ASKED,
            null,
            migration);
    return ScanStep.tags(
        scan, io.waybill.schemas.names.Repository.of(from.name(), "a/b"), null, 1, ASKED);
  }

  private List<String> topics() {
    return sent.stream().map(Outgoing::topic).toList();
  }

  private ScanFact lastFact() throws UnreadableMessageException {
    Outgoing last = sent.getLast();
    assertThat(last.topic()).isEqualTo(Topics.SCAN_FACTS);
    return Messages.readScanFact(last.message().headers(), last.message().value());
  }

  @Test
  void tasksAreSentBeforeTheFactThatTheStepIsOver() throws Exception {
    from.put("a/b", "v1", "1");

    assertThat(run(step(false), 3, scan -> false)).isEqualTo(ScanAttempt.Verdict.ACCEPT);

    assertThat(topics())
        .containsExactly(
            Topics.RECORDS, Topics.tasks(Region.of("eu"), Lane.SWIFT), Topics.SCAN_FACTS);
    assertThat(lastFact()).isInstanceOf(ScanStepDone.class);
  }

  @Test
  void nothingComesOfAScanThatIsCancelledAlsoMeanwhile() {
    from.put("a/b", "v1", "1");
    AtomicInteger asked = new AtomicInteger();

    assertThat(run(step(false), 3, scan -> true)).isEqualTo(ScanAttempt.Verdict.ACCEPT);
    assertThat(from.lists()).isEmpty();
    assertThat(run(step(false), 3, scan -> asked.getAndIncrement() > 0))
        .isEqualTo(ScanAttempt.Verdict.ACCEPT);

    assertThat(from.lists()).hasSize(1);
    assertThat(sent).isEmpty();
  }

  @Test
  void aStepWhoseSourceIsLeftAloneAsksNobodyAndWaitsOrInADryRunSaysWhy() throws Exception {
    from.put("a/b", "v1", "1");
    circuits = Circuitry.leavingAlone(from.name());

    assertThat(run(step(false), 3, scan -> false)).isEqualTo(ScanAttempt.Verdict.ACCEPT);
    assertThat(lastFact())
        .isInstanceOfSatisfying(
            ScanStepPostponed.class,
            postponed -> {
              assertThat(postponed.failure().code()).isEqualTo(FailureCode.REGISTRY_DOWN);
              assertThat(postponed.retryAt()).isAfter(postponed.at());
            });
    assertThat(run(step(true), 3, scan -> false)).isEqualTo(ScanAttempt.Verdict.ACCEPT);
    assertThat(lastFact())
        .isInstanceOfSatisfying(ScanStepDone.class, done -> assertThat(done.failure()).isNotNull());
    assertThat(from.lists()).isEmpty();
  }

  @Test
  void aStepThatFailsForNowIsPostponedAndInADryRunGivenUp() throws Exception {
    from.troubleWith(request -> Optional.of(503));

    assertThat(run(step(false), 10, scan -> false)).isEqualTo(ScanAttempt.Verdict.ACCEPT);
    assertThat(lastFact())
        .isInstanceOfSatisfying(
            ScanStepPostponed.class,
            postponed -> assertThat(postponed.retryAt()).isAfter(postponed.at()));
    assertThat(run(step(true), 10, scan -> false)).isEqualTo(ScanAttempt.Verdict.ACCEPT);
    assertThat(lastFact())
        .isInstanceOfSatisfying(ScanStepDone.class, done -> assertThat(done.failure()).isNotNull());
  }

  @Test
  void whatFollowsInAMigrationIsToldAndPutOnNoQueue() throws Exception {
    for (int i = 0; i < 150; i++) {
      from.put("a/b", "v" + i, "1");
    }
    MigrationId migration = MigrationId.parse("0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0f");

    assertThat(run(step(false, migration), 3, scan -> false)).isEqualTo(ScanAttempt.Verdict.ACCEPT);

    assertThat(topics()).containsOnly(Topics.SCAN_FACTS).hasSize(3);
    List<ScanFact> facts = new ArrayList<>();
    for (Outgoing each : sent) {
      facts.add(Messages.readScanFact(each.message().headers(), each.message().value()));
    }
    assertThat(facts.subList(0, 2))
        .allSatisfy(fact -> assertThat(fact).isInstanceOf(ScanStepHeld.class));
    assertThat(facts.getLast())
        .as("it names what is held, so that the scan is not over")
        .isInstanceOfSatisfying(ScanStepDone.class, done -> assertThat(done.added()).hasSize(2));
  }
}
