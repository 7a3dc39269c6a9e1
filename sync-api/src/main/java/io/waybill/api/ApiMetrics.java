package io.waybill.api;

import static io.waybill.chassis.metrics.MetricSpec.counter;
import static io.waybill.chassis.metrics.MetricSpec.gauge;
import static io.waybill.chassis.metrics.MetricSpec.timer;

import io.waybill.api.deletes.DeleteGate;
import io.waybill.api.notifications.Notifier;
import io.waybill.api.queue.ForgottenTaskSweeper;
import io.waybill.api.queue.GroupWatch;
import io.waybill.api.queue.QueueWatch;
import io.waybill.api.queue.RetryScheduler;
import io.waybill.api.records.Recorder;
import io.waybill.api.replays.Replayer;
import io.waybill.chassis.metrics.MetricSpec;
import java.util.List;

/** What an API publishes besides what every role does. The names and tags are public API. */
public final class ApiMetrics {
  private static final String POOL = "pool";

  /** Each metric. */
  public static final List<MetricSpec> SPECS =
      List.of(
          gauge(
              QueueWatch.TASKS,
              "Tasks that are in a queue, waiting or being worked on. Every API process tells it of"
                  + " all queues: take the maximum, not the sum. Not a number while Kafka does not"
                  + " say.",
              "region",
              "lane"),
          gauge(
              QueueWatch.OLDEST,
              "How long the oldest of them has been in the queue; 0 when it is empty. A task that"
                  + " is being worked on counts until it is over.",
              "region",
              "lane"),
          gauge(
              GroupWatch.UNPLANNED,
              "Events that were accepted and that no planner has planned yet, whoever has their"
                  + " partitions. Every API process tells it: take the maximum. Not a number while"
                  + " Kafka does not say."),
          gauge(
              GroupWatch.UNPLANNED_OLDEST,
              "How long the oldest of them has been waiting; 0 when there is none."),
          gauge(
              GroupWatch.UNRECORDED,
              "Facts that were told and are not in the history yet, whichever API process has their"
                  + " partitions, and nobody too. Every API process tells it: take the maximum. Not"
                  + " a number while Kafka does not say."),
          gauge(
              GroupWatch.UNRECORDED_OLDEST,
              "How long the oldest of them has been waiting; 0 when there is none."),
          gauge(
              Api.RECORDER_LAG,
              "Facts that this process has still to record, in the partitions it has."),
          gauge(
              Api.RECORDER_AGE,
              "How old the oldest fact is that this process has still to record; 0 when there is"
                  + " none."),
          counter(Recorder.FACTS, "Facts that were recorded in the database."),
          counter(Recorder.DEAD_LETTERS, "Facts that were set aside."),
          gauge(
              Api.RULES_UNPUBLISHED,
              "Rules that Kafka has not acknowledged; -1 while the database is away."),
          counter(
              RetryScheduler.REQUEUED,
              "Tasks put back on their queue because their time had come."),
          counter(
              Recorder.LOST,
              "Attempts of which no end is known: Kafka gave their task to another worker as well,"
                  + " or nothing was heard of them for long."),
          counter(
              ForgottenTaskSweeper.REQUEUED,
              "Tasks that were planned and never taken, put on their queue again."),
          counter(ForgottenTaskSweeper.FAILED, "Tasks of that kind that were given up."),
          counter(Replayer.REPLAYED, "Tasks that replays put on queues."),
          gauge(DeleteGate.HELD, "Deletes that wait for a person; -1 while the database is away."),
          counter(DeleteGate.RELEASED, "Deletes that the gate let go."),
          counter(Notifier.DELIVERED, "Notifications that their receivers took."),
          counter(
              Notifier.REFUSED,
              "Tries to deliver a notification that failed; it is tried again for a time."),
          gauge("hikaricp.connections", "Connections to PostgreSQL that the pool has.", POOL),
          gauge("hikaricp.connections.active", "Those that are lent.", POOL),
          gauge("hikaricp.connections.pending", "How many threads wait for one.", POOL),
          gauge("hikaricp.connections.max", "How many connections there may be.", POOL),
          timer(
              "hikaricp.connections.acquire",
              "How long was waited for a connection of the pool.",
              POOL),
          counter(
              "hikaricp.connections.timeout",
              "How often was waited for a connection in vain.",
              POOL));

  private ApiMetrics() {}
}
