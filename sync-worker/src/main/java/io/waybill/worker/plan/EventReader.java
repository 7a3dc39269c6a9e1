package io.waybill.worker.plan;

import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.logging.LogScope;
import io.waybill.chassis.traces.TraceSpan;
import io.waybill.chassis.traces.Traces;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.wire.DeadLetters;
import io.waybill.worker.wire.Outgoing;
import io.waybill.worker.wire.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a record of the topic of events into the messages that come of it: facts, tasks and dead
 * letters. Whatever stands in the record, it comes to an end: one bad event stops no others.
 */
final class EventReader {
  private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);

  private final TaskPlanner planner;
  private final WorkerMetrics metrics;
  private final Traces traces;

  EventReader(TaskPlanner planner, WorkerMetrics metrics, Traces traces) {
    this.planner = planner;
    this.metrics = metrics;
    this.traces = traces;
  }

  /** The messages that come of the record. */
  List<Outgoing> read(
      ConsumerRecord<String, byte[]> record,
      RuleLookup rules,
      Function<ImageEvent, Hindsight> memory,
      Instant now) {
    Map<String, String> headers = Headers.of(record);
    try (TraceSpan span = traces.begin("plan", Traces.Kind.CONSUMER, headers);
        LogScope scope =
            LogScope.open().with(LogScope.TRACE, TraceContext.of(headers).within(span).traceId())) {
      return read(record, headers, rules, memory, now, span, scope);
    }
  }

  private List<Outgoing> read(
      ConsumerRecord<String, byte[]> record,
      Map<String, String> headers,
      RuleLookup rules,
      Function<ImageEvent, Hindsight> memory,
      Instant now,
      TraceSpan span,
      LogScope scope) {
    try {
      ImageEvent event = Messages.readEvent(headers, record.value());
      scope.with(LogScope.EVENT, event.id());
      span.with("waybill.event", event.id().toString());
      Plan plan = planner.plan(event, rules, memory.apply(event), now);
      metrics.planned(plan.tasks().size(), plan.refused().size());
      span.with("waybill.tasks", plan.tasks().size());
      plan.passedOver().forEach(why -> LOG.debug("Event {}: {}", event.id(), why));
      return messages(plan, record, headers, TraceContext.of(headers).within(span), now);
    } catch (UnreadableMessageException unreadable) {
      span.failed("It cannot be read");
      return List.of(deadLetter(record, headers, String.valueOf(unreadable.getMessage()), now));
    } catch (RuntimeException defect) {
      span.failed("It could not be planned because of a defect");
      LOG.error(
          "A defect: the event at {}/{}/{} cannot be planned",
          record.topic(),
          record.partition(),
          record.offset(),
          defect);
      String reason = "It could not be planned because of a defect of Waybill: " + defect;
      return List.of(deadLetter(record, headers, reason, now));
    }
  }

  private List<Outgoing> messages(
      Plan plan,
      ConsumerRecord<String, byte[]> record,
      Map<String, String> headers,
      TraceContext trace,
      Instant now) {
    List<Outgoing> messages = new ArrayList<>();
    for (SyncTask task : plan.tasks()) {
      messages.add(fact(trace, new TaskPlanned(task, now)));
      if (!task.waitsForRelease()) {
        messages.add(
            new Outgoing(Topics.tasks(task.region(), task.lane()), trace.on(Messages.of(task))));
      }
    }
    for (Plan.Refused refused : plan.refused()) {
      SyncTask task = refused.task();
      try (var _ = LogScope.open().with(LogScope.TASK, task.id())) {
        LOG.warn("Task {} is not carried out: {}", task.id(), refused.failure().reason());
      }
      messages.add(fact(trace, new TaskPlanned(task, now)));
      messages.add(
          fact(trace, new TaskDone(task.id(), refused.status(), null, refused.failure(), now)));
    }
    plan.unplannable().forEach(why -> messages.add(deadLetter(record, headers, why, now)));
    return messages;
  }

  private static Outgoing fact(TraceContext trace, TaskFact fact) {
    return new Outgoing(Topics.RECORDS, trace.on(Messages.of(fact)));
  }

  private Outgoing deadLetter(
      ConsumerRecord<String, byte[]> record,
      Map<String, String> headers,
      String reason,
      Instant now) {
    LOG.warn(
        "Setting aside {}/{}/{}: {}", record.topic(), record.partition(), record.offset(), reason);
    metrics.deadLetter();
    return new Outgoing(
        Topics.DEAD_LETTERS,
        TraceContext.of(headers).on(DeadLetters.of(record, headers, reason, now)));
  }
}
