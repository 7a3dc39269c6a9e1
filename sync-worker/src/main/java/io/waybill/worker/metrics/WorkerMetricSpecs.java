package io.waybill.worker.metrics;

import static io.waybill.chassis.metrics.MetricSpec.counter;
import static io.waybill.chassis.metrics.MetricSpec.gauge;
import static io.waybill.chassis.metrics.MetricSpec.longHistogram;
import static io.waybill.chassis.metrics.MetricSpec.timer;

import io.waybill.chassis.metrics.MetricSpec;
import java.util.List;

/** What a worker publishes. The names and tags are public API. */
final class WorkerMetricSpecs {
  static final String TASKS_PLANNED = "waybill.tasks.planned";
  static final String ATTEMPTS = "waybill.attempts";
  static final String ATTEMPT_TIME = "waybill.attempt.duration";
  static final String PHASE_TIME = "waybill.attempt.phase.duration";
  static final String RETRIES = "waybill.retries";
  static final String QUEUE_WAIT = "waybill.queue.wait";
  static final String PUSH_TO_PRESENT = "waybill.push.to.present";
  static final String BYTES_COPIED = "waybill.copied";
  static final String BYTES_READ = "waybill.read";
  static final String BYTES_SPARED = "waybill.spared";
  static final String SLOTS_BUSY = "waybill.slots.busy";
  static final String SLOTS = "waybill.slots";
  static final String PLANNER_LAG = "waybill.planner.lag";
  static final String DEAD_LETTERS = "waybill.dead.letters";
  static final String TASKS_DROPPED = "waybill.tasks.dropped";
  static final String REGISTRY_REQUESTS = "waybill.registry.requests";
  static final String REGISTRY_IN_FLIGHT = "waybill.registry.requests.inflight";
  static final String REGISTRY_LIMIT = "waybill.registry.requests.limit";
  static final String REGISTRY_WAITING = "waybill.registry.requests.waiting";
  static final String REGISTRY_REFUSALS = "waybill.registry.refusals";
  static final String REGISTRY_PAUSE = "waybill.registry.pause";
  static final String REGISTRY_PULLS = "waybill.registry.pulls.remaining";

  static final String CIRCUIT_STATE = "waybill.circuit.state";
  static final String CIRCUIT_OPENINGS = "waybill.circuit.openings";
  static final String LANES_PARKED = "waybill.lanes.parked";

  static final List<MetricSpec> ALL =
      List.of(
          counter(
              TASKS_PLANNED,
              "Tasks that came of events: `planned`, or `refused` because they could not be"
                  + " carried out.",
              "result"),
          gauge(
              PLANNER_LAG,
              "Events that this worker's planner has not read yet, in the partitions it has."),
          longHistogram(
              QUEUE_WAIT, "How long tasks waited in a queue before an attempt.", "region", "lane"),
          counter(
              ATTEMPTS,
              "Attempts that ended, by outcome (as in history: `copied`, `already-present`,"
                  + " `retry-at`, `failed`, ...), failure code (`none` without a failure), and the"
                  + " registries at both ends. Which of the two is to blame, the code says.",
              "outcome",
              "code",
              "source",
              "target"),
          longHistogram(ATTEMPT_TIME, "How long attempts took.", "outcome"),
          timer(
              PHASE_TIME,
              "How long the parts of attempts took: `resolve` looks at the source, `check` at the"
                  + " target, `transfer` moves blobs, `put` the manifests, `verify` reads back.",
              "phase"),
          counter(
              RETRIES,
              "Failures that are tried again, by failure code: `now` by the same attempt, `later`"
                  + " by another one, for which the API puts the task back on the queue.",
              "code",
              "when"),
          longHistogram(
              PUSH_TO_PRESENT,
              "From the push (by the sender's clock) to the image being in the target. The first "
                  + RuleLabels.MOST
                  + " rules that a worker works for have a label of their own, all others share"
                  + " `"
                  + RuleLabels.OTHERS
                  + "`.",
              "rule",
              "region"),
          counter(
                  BYTES_COPIED,
                  "Bytes of blobs that targets took, while they take them; those that had to be"
                      + " sent again count again.",
                  "registry")
              .in("bytes"),
          counter(BYTES_READ, "Bytes that sources sent, counted when the attempt ends.", "registry")
              .in("bytes"),
          counter(
                  BYTES_SPARED,
                  "Bytes that targets did not have to be sent: they were `present`, or the target"
                      + " `mounted` them from another repository of its own.",
                  "registry",
                  "how")
              .in("bytes"),
          gauge(SLOTS_BUSY, "Slots that have a task.", "region", "lane"),
          gauge(
              SLOTS,
              "Slots that there are; more are started when all are busy, up to"
                  + " `worker.concurrency`.",
              "region",
              "lane"),
          counter(DEAD_LETTERS, "Records that were set aside: nothing could be done with them."),
          counter(TASKS_DROPPED, "Tasks that were taken from a queue and dropped: cancelled."),
          timer(
              REGISTRY_REQUESTS,
              "Requests to registries until their answer began, by status; `none` where no answer"
                  + " came. Requests for tokens do not count.",
              "registry",
              "status"),
          gauge(
              REGISTRY_IN_FLIGHT, "Requests without an answer, and blobs in transit.", "registry"),
          gauge(
              REGISTRY_LIMIT,
              "How many of them there may be, as the registry's answers have taught.",
              "registry"),
          gauge(REGISTRY_WAITING, "How many more there would be.", "registry"),
          counter(
              REGISTRY_REFUSALS,
              "How often a registry said that it has enough (429, 503).",
              "registry"),
          gauge(REGISTRY_PAUSE, "For how long a registry is still left alone.", "registry")
              .in("seconds"),
          gauge(
              REGISTRY_PULLS,
              "Images that may still be pulled (Docker Hub); not a number where it is not said.",
              "registry"),
          gauge(
              CIRCUIT_STATE,
              "Whether a registry is used (0), tried by one task (1) or left alone (2).",
              "registry"),
          counter(CIRCUIT_OPENINGS, "How often a registry began to be left alone.", "registry"),
          gauge(
              LANES_PARKED,
              "Whether a queue is left as it is (1), because all registries of its region are left"
                  + " alone, or not (0).",
              "region",
              "lane"));

  private WorkerMetricSpecs() {}
}
