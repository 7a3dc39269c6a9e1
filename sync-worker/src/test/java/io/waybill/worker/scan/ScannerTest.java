package io.waybill.worker.scan;

import static io.waybill.schemas.scans.ScanFinding.Verdict.FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps of scans between registries that have names and digests. */
class ScannerTest {
  private static final ScanId SCAN = ScanId.parse("0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0e");
  private static final RuleId RULE = RuleId.parse("0192f3a4-5b6c-7d8e-9f01-23456789abcd");
  private static final Instant ASKED = Instant.parse("2026-11-22T03:00:00Z");

  private final FakeRegistry from = FakeRegistry.start();
  private final FakeRegistry to = FakeRegistry.start();
  private final FakeRegistry other = FakeRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(1), Duration.ofMillis(10)));
  private final Scanner scanner = scanner();

  private Scanner scanner() {
    Map<Registry, Region> regions = new HashMap<>();
    regions.put(from.name(), Region.DEFAULT);
    regions.put(to.name(), Region.of("eu"));
    regions.put(other.name(), Region.of("us"));
    return new Scanner(clients, regions, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
    other.close();
  }

  private RuleDraft rule(String... repositories) {
    RuleSource source =
        Json.strict()
            .convertValue(
                Map.of(
                    "registry",
                    from.address(),
                    "repositories",
                    List.of(repositories),
                    "excludeTags",
                    "*-rc*"),
                RuleSource.class);
    return new RuleDraft("looked-over", source, List.of(RuleTarget.of(to.name())));
  }

  private static ScanRequest scan(RuleDraft rule, boolean dryRun, ScanScope scope) {
    return new ScanRequest(
        SCAN,
        new ScanRule(RULE, "looked-over", rule.build()),
        Trigger.SCHEDULE,
        dryRun,
        scope,
        ASKED,
        null);
  }

  private static ScanRequest scan(RuleDraft rule) {
    return scan(rule, false, ScanScope.ALL);
  }

  /** All that the steps of a scan have led to. */
  private record Everything(
      List<SyncTask> tasks, ScanCounts counts, List<ScanFinding> findings, int steps) {
    List<String> targets() {
      return tasks.stream()
          .map(task -> task.target().repository().path() + ":" + task.target().identifier())
          .sorted()
          .toList();
    }
  }

  private Everything run(ScanRequest scan) throws RegistryException, InterruptedException {
    Deque<ScanStep> left = new ArrayDeque<>(List.of(ScanStep.first(scan, ASKED)));
    Set<String> ids = new HashSet<>();
    List<SyncTask> tasks = new ArrayList<>();
    List<ScanFinding> findings = new ArrayList<>();
    ScanCounts counts = ScanCounts.NONE;
    while (!left.isEmpty()) {
      ScanStep step = left.removeFirst();
      assertThat(ids.add(step.id().value())).as("each step once: %s", step).isTrue();
      StepResult result = scanner.begin(step).run();
      left.addAll(result.next());
      tasks.addAll(result.tasks());
      findings.addAll(result.findings());
      counts = counts.plus(result.counts());
    }
    return new Everything(tasks, counts, findings, ids.size());
  }

  @Test
  void whatIsEqualIsLeftAloneAndWhatIsNotBecomesATask() throws Exception {
    for (String repository : List.of("prod/a", "prod/b", "dev/c")) {
      from.put(repository, "v1", repository + " 1");
      from.put(repository, "v2", repository + " 2");
      from.put(repository, "v3-rc1", repository + " 3");
    }
    to.put("prod/a", "v1", "prod/a 1");
    to.put("prod/a", "v2", "something else");

    Everything first = run(scan(rule("prod/*")));

    assertThat(first.targets()).containsExactly("prod/a:v2", "prod/b:v1", "prod/b:v2");
    assertThat(first.counts()).isEqualTo(new ScanCounts(2, 6, 4, 1, 2, 1, 0, 3, 0, 0, 0));
    assertThat(first.tasks())
        .allSatisfy(
            task -> {
              assertThat(task.trigger()).isEqualTo(Trigger.SCHEDULE);
              assertThat(task.ruleId()).isEqualTo(RULE);
              assertThat(task.eventId()).isEqualTo(SCAN.eventId());
              assertThat(task.region()).isEqualTo(Region.of("eu"));
              assertThat(task.lane()).isEqualTo(Lane.BULK);
            });
    assertThat(from.count("HEAD")).as("what the target does not have needs no look").isEqualTo(2);
    assertThat(from.lists()).as("what the rule is not about is not listed").hasSize(3);
    assertThat(to.count("HEAD")).isEqualTo(2);
  }

  @Test
  void theSameStepTwiceMakesTheSameTasksAndSteps() throws Exception {
    from.put("prod/a", "v1", "1");

    assertThat(run(scan(rule("prod/*"))).tasks().getFirst().id())
        .isEqualTo(run(scan(rule("prod/*"))).tasks().getFirst().id());
  }

  @Test
  void namedRepositoriesNeedNoCatalog() throws Exception {
    from.put("prod/a", "v1", "1");
    from.put("prod/b", "v1", "1");

    assertThat(run(scan(rule("prod/a", "prod/b"))).tasks()).hasSize(2);
    assertThat(
            run(scan(rule("**"), false, new ScanScope(List.of(NamePattern.parse("prod/b")), null)))
                .targets())
        .containsExactly("prod/b:v1");
    assertThat(from.lists()).noneMatch(list -> list.contains("_catalog"));
  }

  @Test
  void namedTagsOfANamedRepositoryNeedNoList() throws Exception {
    for (int i = 0; i < 10; i++) {
      from.put("prod/a", "v" + i, "" + i);
    }
    ScanScope two =
        new ScanScope(
            List.of(NamePattern.parse("prod/a")),
            List.of(NamePattern.parse("v1"), NamePattern.parse("v2")));

    assertThat(run(scan(rule("prod/**"), false, two)).targets())
        .containsExactly("prod/a:v1", "prod/a:v2");
    assertThat(from.lists()).isEmpty();
  }

  @Test
  void aNamedTagThatIsNotThereIsAFailureAndNoTask() throws Exception {
    from.put("prod/a", "v1", "1");
    ScanScope missing =
        new ScanScope(List.of(NamePattern.parse("prod/a")), List.of(NamePattern.parse("v9")));

    Everything named = run(scan(rule("prod/**"), false, missing));
    Everything sought =
        run(scan(rule("prod/**"), false, new ScanScope(null, List.of(NamePattern.parse("v9")))));

    assertThat(named.tasks()).isEmpty();
    assertThat(named.findings()).extracting(ScanFinding::verdict).containsExactly(FAILED);
    assertThat(sought.tasks()).isEmpty();
    assertThat(sought.findings()).isEmpty();
  }

  @Test
  void onlyTheLatestTagsOfEachRepositoryAreComparedWhereTheRuleSaysSo() throws Exception {
    for (int i = 0; i < 2_500; i++) {
      from.put("prod/a", "v1." + i, "1");
    }
    from.put("prod/b", "v0.1", "1");
    RuleDraft rule = rule("prod/*");
    rule.source(rule.build().source().withLatest(2));

    assertThat(run(scan(rule)).targets())
        .containsExactly("prod/a:v1.2498", "prod/a:v1.2499", "prod/b:v0.1");
  }

  @Test
  void aRegistryWithoutACatalogSaysWhatToDo() {
    from.troubleWith(request -> request.contains("_catalog") ? Optional.of(401) : Optional.empty());

    RegistryException failure =
        catchThrowableOfType(RegistryException.class, () -> run(scan(rule("prod/**"))));

    assertThat(failure.failure().reason()).contains("prod/**");
    assertThat(failure.failure().hint()).contains("without wildcards");
  }

  @Test
  void aCatalogIsReadNoFurtherThanThePatternsReach() throws Exception {
    for (int i = 0; i < 2_500; i++) {
      from.put("a/r%04d".formatted(i), "v1", "1");
      from.put("z/r%04d".formatted(i), "v1", "1");
    }

    assertThat(run(scan(rule("a/r000*"))).tasks()).hasSize(10);
    assertThat(from.lists().stream().filter(list -> list.contains("_catalog"))).hasSize(1);
  }

  @Test
  void aRefusedTargetIsCountedAndLeftAlone() throws Exception {
    from.put("prod/a", "v1", "new");
    from.put("prod/a", "v2", "new");
    to.put("prod/a", "v1", "old");

    Everything all = run(scan(rule("prod/a").overwrite(Overwrite.NEVER)));

    assertThat(all.targets()).containsExactly("prod/a:v2");
    assertThat(all.counts().refused()).isEqualTo(1);
    assertThat(all.findings()).isEmpty();
  }

  @Test
  void aDryRunTellsAndPlansNothing() throws Exception {
    from.put("prod/a", "v1", "new");
    from.put("prod/a", "v2", "new");
    from.put("prod/a", "v3", "new");
    to.put("prod/a", "v1", "old");
    to.put("prod/a", "v2", "new");

    Everything all = run(scan(rule("prod/a"), true, ScanScope.ALL));

    assertThat(all.tasks()).isEmpty();
    assertThat(all.findings())
        .extracting(ScanFinding::verdict)
        .containsExactly(ScanFinding.Verdict.OVERWRITE, ScanFinding.Verdict.COPY);
    assertThat(all.counts().equal()).isEqualTo(1);
    assertThat(all.counts().unmeasured()).as("the fake has no manifests").isEqualTo(2);
  }

  @Test
  void aDeadTargetDoesNotHoldUpAnotherAndIsAskedAgainAlone() throws Exception {
    for (int i = 0; i < 20; i++) {
      from.put("prod/a", "v" + i, "new");
      to.put("prod/a", "v" + i, "old");
      other.put("prod/a", "v" + i, "old");
    }
    other.troubleWith(request -> Optional.of(503));
    RuleDraft both =
        rule("prod/a").targets(List.of(RuleTarget.of(to.name()), RuleTarget.of(other.name())));
    StepWork work = scanner.begin(ScanStep.tags(scan(both), first("prod/a"), null, 1, ASKED));

    StepResult troubled = work.run();
    from.forgetRequests();
    to.forgetRequests();
    other.troubleWith(request -> Optional.empty());
    StepResult well = work.run();

    assertThat(troubled.tasks()).hasSize(20);
    assertThat(troubled.setback()).isPresent();
    assertThat(troubled.setback().get().code().isTransient()).isTrue();
    assertThat(well.tasks()).hasSize(40);
    assertThat(well.setback()).isEmpty();
    assertThat(from.count("HEAD")).isZero();
    assertThat(to.count("HEAD")).isZero();
  }

  private io.waybill.schemas.names.Repository first(String path) {
    return io.waybill.schemas.names.Repository.of(from.name(), path);
  }

  @Test
  void aMissingRepositoryIsAFailureWhereItWasNamed() {
    RegistryException failure =
        catchThrowableOfType(RegistryException.class, () -> run(scan(rule("prod/gone"))));

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void aHundredThousandTagsComeInPagesOrAllAtOnce() throws Exception {
    int all = 100_000;
    for (int i = 0; i < all; i++) {
      from.put("prod/big", "t%06d".formatted(i), "" + i);
    }

    Everything paged = run(scan(rule("prod/big")));
    from.withoutPages();
    Everything atOnce = run(scan(rule("prod/big")));

    assertThat(paged.tasks()).hasSize(all);
    assertThat(paged.counts().absent()).isEqualTo(all);
    assertThat(atOnce.tasks()).hasSize(all);
    assertThat(atOnce.steps()).isEqualTo(2 + all / TagStep.CHUNK);
    assertThat(from.count("HEAD")).isZero();
  }

  @Test
  void aPartOfAMigrationComparesFewTagsAtATimeAndItsTasksNameTheMigration() throws Exception {
    for (int i = 0; i < 250; i++) {
      from.put("prod/a", "v" + i, "" + i);
    }
    MigrationId migration = MigrationId.parse("0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0f");
    ScanRequest scan = scan(rule("prod/a"));
    ScanRequest part =
        new ScanRequest(
            SCAN, scan.rule(), Trigger.MANUAL, false, ScanScope.ALL, ASKED, "alice", migration);

    Everything seen = run(part);

    assertThat(seen.steps()).as("repositories, tags, and three that compare").isEqualTo(5);
    assertThat(seen.tasks())
        .hasSize(250)
        .allSatisfy(task -> assertThat(task.eventId()).isEqualTo(migration.eventId()));
  }
}
