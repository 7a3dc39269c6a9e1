package io.waybill.schemas.wire;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.rules.ArtifactType;
import io.waybill.schemas.rules.Deletes;
import io.waybill.schemas.rules.Flatten;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.Priority;
import io.waybill.schemas.rules.Regex;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Schedule;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.rules.VersionRange;
import io.waybill.schemas.scans.ScanFact;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskAction;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.TimeSpan;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fixed values of every kind of message: one with all that it may hold, one with the least. */
final class Samples {
  private static final Instant PUSHED = Instant.parse("2026-11-22T03:04:05Z");
  private static final Instant LATER = Instant.parse("2026-11-22T03:04:05.678Z");
  private static final Instant END = Instant.parse("2026-11-22T03:04:07.000000009Z");
  private static final Repository APP = Repository.parse("shanghai/prod/app");
  private static final Reference SOURCE = Reference.parse("shanghai/prod/app:v1.2.3");
  private static final Reference TARGET = Reference.parse("frankfurt/mirror/prod/app:v1.2.3");
  private static final Digest DIGEST =
      Digest.parse("sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");
  private static final Digest OLD = Digest.parse("sha512:" + "0f".repeat(64));
  private static final List<PlatformPattern> PLATFORMS =
      List.of(PlatformPattern.parse("linux/arm/v7"), PlatformPattern.parse("windows/amd64:10.0"));
  private static final EventId EVENT = new EventId("6f9c0e35-push:42");
  private static final RuleId RULE = RuleId.parse("0192f3a4-5b6c-7d8e-9f01-23456789abcd");
  private static final TaskId TASK = TaskId.of(EVENT, RULE, TARGET);
  private static final AttemptId ATTEMPT =
      new AttemptId(UUID.fromString("7d444840-9dc0-41d1-b245-5ffdce74fad2"));
  private static final String WORKER = "worker-eu-1";
  private static final Failure FAILURE =
      new Failure(
          FailureCode.RATE_LIMITED,
          "Tried to put frankfurt/mirror/prod/app:v1.2.3 but the registry asks for fewer requests.",
          "429 {\"errors\":[{\"code\":\"TOOMANYREQUESTS\"}]}",
          "It is tried again when the registry allows it.",
          30_000L);

  private Samples() {}

  /** A message that today's code writes, and the value that it says. */
  record Sample(MessageType type, String name, Object value, Message message) {
    String path() {
      return type.schemaResource().replaceAll(".*/|\\.schema\\.json", "") + "/" + name;
    }

    @Override
    public String toString() {
      return path();
    }
  }

  static List<Sample> all() {
    return List.of(
        sample("minimal", pushed(Tag.of("v1.2.3"), null, null)),
        sample("by-digest", pushed(null, DIGEST, null)),
        sample("full", pushed(Tag.of("v1.2.3"), DIGEST, "application/vnd.oci.image.index.v1+json")),
        sample(
            "minimal",
            new ImageDeleted(EVENT, APP, null, null, null, PUSHED, LATER, "/webhooks/a")),
        sample(
            "full",
            new ImageDeleted(
                EVENT,
                APP,
                Tag.of("v1.2.3"),
                DIGEST,
                "alice",
                PUSHED,
                LATER,
                "/webhooks/shanghai-push")),
        sample("minimal", new SyncRequested(EVENT, SOURCE, null, null, null, null, PUSHED, "/api")),
        sample(
            "by-rule", new SyncRequested(EVENT, SOURCE, RULE, null, null, "alice", PUSHED, "/api")),
        sample(
            "full",
            new SyncRequested(
                EVENT, SOURCE, null, TARGET, Overwrite.BACKUP, "alice", PUSHED, "/api")),
        sample("minimal", minimalRule()),
        sample("full", fullRule()),
        sample("some-platforms", platformsRule()),
        sample("digests", digestsRule()),
        sample("tended", tendedRule()),
        sample("patterns", patternsRule()),
        sample("minimal", minimalTask()),
        sample("full", fullTask()),
        sample("announced", announcedTask()),
        sample("some-platforms", platformsTask()),
        sample("delete", deleteTask()),
        sample("held-delete", deleteTask().draft().deletion(Deletion.ofWholeRepository()).build()),
        sample("released-delete", releasedTask()),
        sample("charts", chartsTask()),
        sample("put-off", fullTask().draft().putOffs(2).build()),
        sample("minimal", new TaskPlanned(minimalTask(), LATER)),
        sample("full", new TaskPlanned(fullTask(), LATER)),
        sample("minimal", new AttemptStarted(minimalTask(), ATTEMPT, WORKER, null, LATER)),
        sample(
            "full",
            new AttemptStarted(
                fullTask(), ATTEMPT, WORKER, "4bf92f3577b34da6a3ce929d0e0e4736", LATER)),
        sample("given-again", new AttemptStarted(minimalTask(), ATTEMPT, WORKER, null, LATER, 2)),
        sample("minimal", new CopyAnnounced(TASK, TARGET, DIGEST, null, LATER)),
        sample("full", new CopyAnnounced(TASK, TARGET, DIGEST, SOURCE, LATER)),
        sample("minimal", faltered(Failure.of(FailureCode.NETWORK, "Nobody answered."))),
        sample("full", faltered(FAILURE)),
        sample(
            "minimal",
            ended(AttemptOutcome.HANDED_OVER, Transfer.NONE, Phases.NONE, null, null, null, null)),
        sample("full", fullEnd()),
        sample("rebuilt", rebuiltEnd()),
        sample("passed-over", passedOverEnd()),
        sample("backup", backupEnd()),
        sample("deleted", deletedEnd()),
        sample("minimal", new TaskDone(TASK, TaskStatus.CANCELLED, null, null, END)),
        sample("succeeded", new TaskDone(TASK, TaskStatus.SUCCEEDED, DIGEST, null, END)),
        sample("full", new TaskDone(TASK, TaskStatus.FAILED, DIGEST, FAILURE, END)),
        sample("minimal", new TaskProgress(TASK, ATTEMPT, WORKER, 0, 0, 0, 0, LATER)),
        sample(
            "full",
            new TaskProgress(TASK, ATTEMPT, WORKER, 5_000_000_000L, 20_000_000_000L, 3, 12, LATER)),
        sample("minimal", ScanSamples.minimalStep(minimalRule().spec())),
        sample("full", ScanSamples.fullStep(minimalRule())),
        sample("migration", ScanSamples.migrationStep(minimalRule().spec())),
        sample("minimal", ScanSamples.minimalDone()),
        sample("full", ScanSamples.fullDone(FAILURE)),
        sample(
            "minimal",
            ScanSamples.postponed(
                ScanSamples.minimalStep(minimalRule().spec()),
                Failure.of(FailureCode.NETWORK, "Nobody answered."))),
        sample("full", ScanSamples.postponed(ScanSamples.fullStep(minimalRule()), FAILURE)),
        sample("minimal", ScanSamples.held(ScanSamples.minimalStep(minimalRule().spec()))),
        sample("full", ScanSamples.held(ScanSamples.migrationStep(minimalRule().spec()))),
        sample("minimal", new CancelRequested(TASK, null, LATER)),
        sample("full", new CancelRequested(TASK, "alice", LATER)),
        sample("minimal", letter("/webhooks/shanghai-push", Map.of(), "")),
        sample(
            "full",
            letter(
                "waybill.events/3/1042",
                Map.of("content-type", "application/json", "ce_type", "io.waybill.unknown.v9"),
                "eyJub3QiOiJtaW5lIn0=")));
  }

  /** The message that says the value. */
  static Message message(Object value) {
    return switch (value) {
      case ImageEvent event -> Messages.of(event);
      case Rule rule -> Messages.of(rule);
      case SyncTask task -> Messages.of(task);
      case TaskFact fact -> Messages.of(fact);
      case TaskProgress progress -> Messages.of(progress);
      case ScanStep step -> Messages.of(step);
      case ScanFact fact -> Messages.of(fact);
      case CancelRequested wish -> Messages.of(wish);
      case DeadLetter letter -> Messages.of(letter);
      default -> throw new IllegalArgumentException("No message of " + value);
    };
  }

  private static Sample sample(String name, Object value) {
    Message message = message(value);
    String type = String.valueOf(message.headers().get(CloudEvents.TYPE));
    return new Sample(MessageType.find(type).orElseThrow(), name, value, message);
  }

  private static ImagePushed pushed(
      @Nullable Tag tag, @Nullable Digest digest, @Nullable String mediaType) {
    String actor = mediaType == null ? null : "robot$ci";
    return new ImagePushed(
        EVENT, APP, tag, digest, mediaType, actor, PUSHED, LATER, "/webhooks/shanghai-push");
  }

  private static Rule minimalRule() {
    RuleSource source =
        new RuleSource(Registry.of("shanghai"), List.of(Glob.parse("prod/**")), null, null);
    RuleTarget target = RuleTarget.of(Registry.of("frankfurt"));
    return new Rule(RULE, 1, PUSHED, PUSHED, RuleSpec.of("prod-to-eu", source, List.of(target)));
  }

  private static Rule fullRule() {
    RuleSource source =
        new RuleSource(
            Registry.of("registry.example.com:5000"),
            List.of(Glob.parse("prod/**"), Glob.parse("base/{debian,alpine}")),
            List.of(Glob.parse("v*"), Glob.parse("v?.?")),
            List.of(Glob.parse("*-rc*")));
    List<RuleTarget> targets =
        List.of(
            new RuleTarget(
                Registry.of("frankfurt"), Template.parse("mirror/{repository}"), null, Flatten.ALL),
            new RuleTarget(
                Registry.of("[::1]:5000"),
                Template.parse("{namespace}/x-{name}"),
                Template.parse("{tag}-cn"),
                new Flatten(2)));
    RuleSpec spec =
        new RuleDraft("Prod.to_eu-2", source, targets)
            .enabled(false)
            .referrers(false)
            .overwrite(Overwrite.NEVER)
            .timeout(TimeSpan.parse("90s"))
            .build();
    return new Rule(RULE, 17, PUSHED, END, spec);
  }

  private static Rule platformsRule() {
    return new Rule(
        RULE,
        18,
        PUSHED,
        END,
        fullRule()
            .spec()
            .draft()
            .platforms(PLATFORMS)
            .platformMode(PlatformMode.REBUILT)
            .foreignLayers(ForeignLayers.COPY)
            .bandwidth(ByteRate.parse("50MiB/s"))
            .build());
  }

  private static Rule tendedRule() {
    return new Rule(
        RULE,
        19,
        PUSHED,
        END,
        fullRule()
            .spec()
            .draft()
            .artifacts(
                List.of(ArtifactType.CHART, new ArtifactType("application/vnd.wasm.config.*")))
            .deletes(
                new Deletes(
                    Deletes.Policy.PROPAGATE,
                    List.of(Glob.parse("v*"), Glob.parse("latest")),
                    new Deletes.Brake(5, 50)))
            .schedule(new Schedule("0 3 * * 1-5", ZoneId.of("Europe/Berlin")))
            .backfill(true)
            .priority(Priority.LOW)
            .build());
  }

  /** Each kind of pattern wherever it can stand. */
  private static Rule patternsRule() {
    RuleSource source =
        new RuleSource(
            Registry.of("shanghai"),
            List.of(Glob.parse("prod/**"), Regex.parse("/base/(debian|alpine)-[0-9]+/")),
            List.of(Glob.parse("prod/tmp/**"), Regex.parse("/.*-test/")),
            List.of(
                VersionRange.parse("semver:>=1.2 <2 || 3.x"),
                Regex.parse("/release-[0-9]{8}/"),
                Glob.parse("{stable,latest}")),
            List.of(VersionRange.parse("semver:1.4.1"), Glob.parse("*-debug")),
            20,
            null);
    RuleTarget target = RuleTarget.of(Registry.of("frankfurt"));
    return new Rule(RULE, 4, PUSHED, PUSHED, RuleSpec.of("patterns", source, List.of(target)));
  }

  private static Rule digestsRule() {
    RuleSource source =
        new RuleSource(Registry.of("shanghai"), List.of(Glob.parse("prod/**")), null, null)
            .withDigests(true);
    RuleTarget target = RuleTarget.of(Registry.of("frankfurt"));
    return new Rule(RULE, 2, PUSHED, PUSHED, RuleSpec.of("digests-too", source, List.of(target)));
  }

  private static SyncTask minimalTask() {
    return new TaskDraft(EVENT, SOURCE, TARGET, LATER).occurredAt(PUSHED).build();
  }

  private static SyncTask announcedTask() {
    return ruleTask(null, null, null);
  }

  private static SyncTask platformsTask() {
    return ruleTask(PLATFORMS, PlatformMode.SPARSE, ForeignLayers.KEEP);
  }

  private static SyncTask ruleTask(
      @Nullable List<PlatformPattern> platforms,
      @Nullable PlatformMode mode,
      @Nullable ForeignLayers foreign) {
    return new TaskDraft(EVENT, SOURCE, TARGET, LATER)
        .id(TASK)
        .trigger(Trigger.EVENT)
        .ruleId(RULE)
        .ruleName("prod-to-eu")
        .region(Region.of("eu-central"))
        .occurredAt(PUSHED)
        .announced(DIGEST)
        .platforms(platforms)
        .platformMode(mode)
        .foreignLayers(foreign)
        .bandwidth(foreign == null ? null : ByteRate.parse("1kB/s"))
        .build();
  }

  private static SyncTask deleteTask() {
    return announcedTask().draft().announced(null).action(TaskAction.DELETE).build();
  }

  private static SyncTask releasedTask() {
    Deletion released = Deletion.HELD.withLeft(List.of(DIGEST)).released("alice");
    return deleteTask().draft().priority(Priority.LOW).lane(Lane.BULK).deletion(released).build();
  }

  private static SyncTask chartsTask() {
    return announcedTask().draft().artifacts(List.of(ArtifactType.CHART)).build();
  }

  private static SyncTask fullTask() {
    return new TaskDraft(EVENT, Reference.parse("shanghai/prod/app@" + DIGEST), TARGET, LATER)
        .id(TASK)
        .trigger(Trigger.REPLAY)
        .ruleId(RULE)
        .ruleName("prod-to-eu")
        .region(Region.of("eu-central"))
        .overwrite(Overwrite.BACKUP)
        .referrers(false)
        .timeout(TimeSpan.parse("1500ms"))
        .occurredAt(PUSHED)
        .queuedAt(END)
        .attemptsBefore(3)
        .lane(Lane.BULK)
        .replayOf(TaskId.replayOf(TASK, "again"))
        .build();
  }

  private static AttemptFaltered faltered(Failure failure) {
    return new AttemptFaltered(TASK, ATTEMPT, WORKER, PUSHED, LATER, failure, END);
  }

  private static AttemptEnded fullEnd() {
    return ended(
        AttemptOutcome.RETRY_AT,
        new Transfer(20_000_000_000L, 5_000_000_000L, 300, 40, 5, 6, 7, 8),
        new Phases(1, 2, 3, 4, 5, 6),
        OLD,
        DIGEST,
        FAILURE,
        Instant.parse("2026-11-22T03:34:07Z"));
  }

  private static AttemptEnded rebuiltEnd() {
    return new AttemptEnded(
        TASK,
        ATTEMPT,
        WORKER,
        LATER,
        END,
        AttemptOutcome.COPIED,
        null,
        DIGEST,
        Transfer.NONE,
        Phases.NONE,
        0,
        null,
        null,
        OLD,
        null,
        null);
  }

  private static AttemptEnded passedOverEnd() {
    return new AttemptEnded(
        TASK,
        ATTEMPT,
        WORKER,
        LATER,
        END,
        AttemptOutcome.PASSED_OVER,
        null,
        null,
        Transfer.NONE,
        Phases.NONE,
        0,
        null,
        null,
        null,
        "Passed over: it is a chart, and what is wanted is image.",
        null);
  }

  private static AttemptEnded backupEnd() {
    return new AttemptEnded(
        TASK,
        ATTEMPT,
        WORKER,
        LATER,
        END,
        AttemptOutcome.COPIED,
        OLD,
        DIGEST,
        Transfer.NONE,
        Phases.NONE,
        0,
        null,
        null,
        null,
        null,
        Tag.of("v1-backup-0123456789ab"));
  }

  private static AttemptEnded deletedEnd() {
    return ended(AttemptOutcome.DELETED, Transfer.NONE, Phases.NONE, OLD, null, null, null);
  }

  private static AttemptEnded ended(
      AttemptOutcome outcome,
      Transfer transfer,
      Phases phases,
      @Nullable Digest before,
      @Nullable Digest after,
      @Nullable Failure failure,
      @Nullable Instant retryAt) {
    int referrers = failure == null ? 0 : 2;
    return new AttemptEnded(
        TASK, ATTEMPT, WORKER, LATER, END, outcome, before, after, transfer, phases, referrers,
        failure, retryAt);
  }

  private static DeadLetter letter(String origin, Map<String, String> headers, String body) {
    UUID id = UUID.fromString("9b2c7d1e-33aa-4f5b-8c6d-0e1f2a3b4c5d");
    return new DeadLetter(id, origin, "This version does not know its type", headers, body, END);
  }
}
