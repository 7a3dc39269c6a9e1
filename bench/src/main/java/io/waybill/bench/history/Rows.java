package io.waybill.bench.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.UUID;

/** Writes a record and its attempt as lines for COPY. */
final class Rows {
  static final String RECORD_COLUMNS =
      "planned_at,task_id,event_id,trigger,rule_id,rule_name,source,source_registry,"
          + "source_repository,source_tag,target,target_registry,target_repository,target_tag,"
          + "region,overwrite,status,outcome,digest_before,digest_after,occurred_at,queued_at,"
          + "started_at,ended_at,phases,transfer,referrers,failure_code,failure,attempt_count,"
          + "retry_at,worker,trace_id,task,ending";
  static final String ATTEMPT_COLUMNS =
      "planned_at,task_id,attempt_id,worker,trace_id,started_at,queueing,ended_at,outcome,"
          + "failure_code,ended";

  private static final String NULL = "\\N";
  private static final String[] CODES = {
    "NETWORK",
    "NETWORK",
    "NETWORK",
    "NETWORK",
    "TIMEOUT",
    "TIMEOUT",
    "REGISTRY_ERROR",
    "SOURCE_NOT_FOUND",
    "DENIED",
    "RATE_LIMITED"
  };

  private final Population population;
  private final int total;
  private final Instant end;

  Rows(Population population, int total, Instant end) {
    this.population = population;
    this.total = total;
    this.end = end;
  }

  /** What came of a task. */
  private record Fate(String status, String outcome, String code) {}

  /** The number is the task's place in time; the same number makes the same lines. */
  void write(int number, StringBuilder record, StringBuilder attempt) {
    SplittableRandom random = new SplittableRandom(number * 31L + 7);
    Population.Rule rule = population.rule(random);
    String repository = population.repository(rule, random);
    String tag = population.tag(random, number);
    String target = rule.targets().get(random.nextInt(rule.targets().size()));
    Fate fate = fate(random, number);
    Instant planned = Population.moment(end, (number + 0.5) / total);
    String plannedAt = planned.toString();
    String occurredAt = planned.minusMillis(20 + random.nextInt(400)).toString();
    Instant started = planned.plusMillis(5 + random.nextInt(200));
    long took = (long) Math.exp(7.5 + 1.1 * gauss(random));
    boolean begun = !fate.status.equals("queued");
    boolean tried = begun && !fate.status.equals("running");
    boolean over = tried && !fate.status.equals("waiting");
    String startedAt = begun ? started.toString() : NULL;
    String endedAt = tried ? started.plusMillis(took).toString() : NULL;
    UUID task = new UUID(random.nextLong(), random.nextLong());
    String event = event(number);
    String sourceText = rule.source() + "/" + repository + ":" + tag;
    String targetText = target + "/" + rule.prefix() + repository + ":" + tag;
    String digest = "sha256:" + hex(random) + hex(random) + hex(random) + hex(random);
    String worker = "worker-" + target + "-" + random.nextInt(8);
    String trace = hex(random) + hex(random);
    boolean good = fate.status.equals("succeeded");
    String phases = phases(started.toEpochMilli() - planned.toEpochMilli(), took);
    String transfer = transfer(random.nextInt(400_000_000));
    String failure = failure(fate.code, sourceText, targetText);
    String trigger = trigger(random);
    String shown = tried ? fate.outcome : NULL;
    line(
        record,
        plannedAt,
        task,
        event,
        trigger,
        rule.id(),
        rule.name(),
        sourceText,
        rule.source(),
        repository,
        tag,
        targetText,
        target,
        rule.prefix() + repository,
        tag,
        "region-" + target,
        "always",
        fate.status,
        shown,
        NULL,
        good ? digest : NULL,
        occurredAt,
        plannedAt,
        startedAt,
        over ? endedAt : NULL,
        tried ? phases : NULL,
        tried ? transfer : NULL,
        "0",
        fate.code,
        failure,
        begun ? "1" : "0",
        tried && !over ? end.plus(1, ChronoUnit.DAYS) : NULL,
        begun ? worker : NULL,
        begun ? trace : NULL,
        "{\"id\":\""
            + task
            + "\",\"eventId\":\""
            + event
            + "\",\"trigger\":\""
            + trigger
            + "\",\"ruleId\":\""
            + rule.id()
            + "\",\"ruleName\":\""
            + rule.name()
            + "\",\"source\":\""
            + sourceText
            + "\",\"target\":\""
            + targetText
            + "\",\"region\":\"region-"
            + target
            + "\",\"overwrite\":\"always\",\"referrers\":true,"
            + "\"timeout\":\"2h\",\"occurredAt\":\""
            + occurredAt
            + "\",\"plannedAt\":\""
            + plannedAt
            + "\",\"queuedAt\":\""
            + plannedAt
            + "\",\"attemptsBefore\":0,\"lane\":\"swift\"}",
        over
            ? "{\"taskId\":\""
                + task
                + "\",\"status\":\""
                + fate.status
                + "\",\"at\":\""
                + endedAt
                + "\"}"
            : NULL);
    if (!begun) {
      return;
    }
    UUID id = new UUID(random.nextLong(), random.nextLong());
    line(
        attempt,
        plannedAt,
        task,
        id,
        worker,
        trace,
        startedAt,
        "0",
        endedAt,
        shown,
        fate.code,
        tried
            ? "{\"taskId\":\""
                + task
                + "\",\"attemptId\":\""
                + id
                + "\",\"worker\":\""
                + worker
                + "\",\"startedAt\":\""
                + startedAt
                + "\",\"at\":\""
                + endedAt
                + "\",\"outcome\":\""
                + fate.outcome
                + "\",\"transfer\":"
                + transfer
                + ",\"phases\":"
                + phases
                + ",\"referrers\":0"
                + (good ? ",\"digestAfter\":\"" + digest + "\"" : "")
                + "}"
            : NULL);
  }

  private static String phases(long queued, long took) {
    return "{\"queueMs\":"
        + queued
        + ",\"resolveMs\":12,\"checkMs\":9,\"transferMs\":"
        + took
        + ",\"putMs\":31,\"verifyMs\":14}";
  }

  private static String transfer(long bytes) {
    return "{\"bytesRead\":"
        + bytes
        + ",\"bytesWritten\":"
        + bytes
        + ",\"bytesSkipped\":"
        + bytes / 2
        + ",\"bytesMounted\":0,\"blobsCopied\":3,\"blobsSkipped\":4,\"blobsMounted\":0,"
        + "\"manifests\":3}";
  }

  private static String failure(String code, String source, String target) {
    return code.equals(NULL)
        ? NULL
        : "{\"code\":\""
            + code
            + "\",\"reason\":\"Tried to copy "
            + source
            + " to "
            + target
            + " but failed because the connection was reset.\",\"hint\":\"Look at the registry.\"}";
  }

  /** Three tasks each. */
  static String event(int number) {
    return "push-" + number / 3;
  }

  private Fate fate(SplittableRandom random, int number) {
    boolean recent = number > total - total / 500;
    int chance = random.nextInt(10_000);
    if (chance < 100) {
      String code = chance == 0 ? "QUOTA_EXCEEDED" : CODES[random.nextInt(CODES.length)];
      return new Fate("failed", "failed", code);
    }
    if (chance < 102) {
      return new Fate("cancelled", "cancelled", NULL);
    }
    if (recent && chance < 1_500) {
      return chance < 600
          ? new Fate("waiting", "retry-at", "RATE_LIMITED")
          : chance < 900 ? new Fate("running", NULL, NULL) : new Fate("queued", NULL, NULL);
    }
    return new Fate("succeeded", chance < 3_000 ? "already-present" : "copied", NULL);
  }

  private static String trigger(SplittableRandom random) {
    int chance = random.nextInt(1_000);
    return chance < 2
        ? "replay"
        : chance < 10 ? "manual" : chance < 30 ? "backfill" : chance < 120 ? "schedule" : "event";
  }

  private static double gauss(SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < 6; i++) {
      sum += random.nextDouble();
    }
    return (sum - 3) * Math.sqrt(2);
  }

  private static String hex(SplittableRandom random) {
    return java.util.HexFormat.of().toHexDigits(random.nextLong());
  }

  private static void line(StringBuilder out, Object... values) {
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.append('\t');
      }
      out.append(values[i]);
    }
    out.append('\n');
  }
}
