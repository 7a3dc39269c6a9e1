package io.waybill.gateway;

import io.waybill.chassis.logging.LogScope;
import io.waybill.chassis.traces.TraceSpan;
import io.waybill.chassis.traces.Traces;
import io.waybill.gateway.senders.Delivery;
import io.waybill.gateway.senders.ParsedWebhook;
import io.waybill.gateway.spool.Outgoing;
import io.waybill.gateway.spool.Spool;
import io.waybill.gateway.spool.SpoolEntry;
import io.waybill.gateway.spool.SpoolException;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes an authenticated body in: parse, store, and only then a {@link Receipt}. */
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final Outbox outbox;
  private final Optional<Spool> spool;
  private final GatewayMetrics metrics;
  private final Traces traces;

  /**
   * A reception that hands over to these.
   *
   * @param spool where deliveries go while Kafka is away, if a webhook asks for that
   */
  Reception(Outbox outbox, Optional<Spool> spool, GatewayMetrics metrics, Traces traces) {
    this.outbox = outbox;
    this.spool = spool;
    this.metrics = metrics;
    this.traces = traces;
  }

  /**
   * Puts the events of the body on Kafka, and the body itself where not all of it was understood;
   * into the spool instead while Kafka is away and the webhook has one.
   *
   * @return completes when all of it is safe; with a {@link KafkaUnavailableException} when neither
   *     has confirmed all of it: the sender has to send it again, and every id will be the same
   */
  CompletableFuture<Receipt> receive(Endpoint endpoint, Delivery delivery, byte[] body) {
    metrics.received(endpoint.name());
    ParsedWebhook parsed = endpoint.parser().parse(delivery, body);
    Optional<DeadLetter> letter =
        parsed.isUnderstood()
            ? Optional.empty()
            : Optional.of(DeadLetters.of(delivery, parsed.unreadable(), body));
    String sender = delivery.header(TraceParent.HEADER);
    TraceSpan span = begin(endpoint, parsed, sender);
    TraceParent trace =
        span.traceParent().map(TraceParent::new).orElseGet(() -> TraceParent.of(sender));
    return stored(endpoint, delivery, outgoing(parsed, letter, trace), trace)
        .whenComplete((spooled, failure) -> end(span, failure))
        .whenComplete((spooled, failure) -> tell(endpoint, parsed, letter, trace, failure))
        .thenApply(
            spooled -> {
              metrics.accepted(endpoint.name(), parsed);
              return new Receipt(parsed, letter, spooled);
            });
  }

  private TraceSpan begin(Endpoint endpoint, ParsedWebhook parsed, @Nullable String parent) {
    return traces
        .begin(
            "receive webhook",
            Traces.Kind.SERVER,
            parent == null ? Map.of() : Map.of(TraceParent.HEADER, parent))
        .with("waybill.webhook", endpoint.name())
        .with("waybill.events", parsed.events().size())
        .with("waybill.understood", String.valueOf(parsed.isUnderstood()));
  }

  private static void end(TraceSpan span, @Nullable Throwable failure) {
    try (span) {
      if (failure != null) {
        span.failed("Neither Kafka nor the spool has it: the sender is told to come again");
      }
    }
  }

  private CompletableFuture<Boolean> stored(
      Endpoint endpoint, Delivery delivery, List<Outgoing> outgoing, TraceParent trace) {
    try (var _ = LogScope.open().with(LogScope.TRACE, trace.traceId())) {
      return store(endpoint, delivery, outgoing);
    }
  }

  /** Where somebody looks closely, what became of a push begins with this line. */
  private static void tell(
      Endpoint endpoint,
      ParsedWebhook parsed,
      Optional<DeadLetter> letter,
      TraceParent trace,
      @Nullable Throwable failure) {
    if (!LOG.isDebugEnabled()) {
      return;
    }
    try (var _ = LogScope.open().with(LogScope.TRACE, trace.traceId())) {
      for (ImageEvent event : parsed.events()) {
        try (var _ = LogScope.open().with(LogScope.EVENT, event.id())) {
          LOG.debug(
              "The webhook {} {} event {}",
              endpoint.name(),
              failure == null ? "took" : "could not store",
              event.id());
        }
      }
      letter.ifPresent(
          dead ->
              LOG.debug(
                  "The webhook {} {} a body as the dead letter {}",
                  endpoint.name(),
                  failure == null ? "set aside" : "could not set aside",
                  dead.id()));
    }
  }

  /** Completes when the records are safe: false on Kafka, true in the spool. */
  private CompletableFuture<Boolean> store(
      Endpoint endpoint, Delivery delivery, List<Outgoing> outgoing) {
    // Nothing but ignored entries is stored nowhere.
    if (outgoing.isEmpty() || spool.isEmpty() || !endpoint.isSpooled()) {
      return outbox.publish(outgoing).thenApply(confirmed -> false);
    }
    // What is behind others in the spool must not overtake them, nor wait for Kafka as they did.
    CompletableFuture<Void> confirmed =
        spool.get().isEmpty()
            ? outbox.publish(outgoing)
            : CompletableFuture.failedFuture(
                new KafkaUnavailableException("Kafka is away, or was a moment ago"));
    SpoolEntry entry = new SpoolEntry(endpoint.name(), delivery.receivedAt(), outgoing);
    return confirmed
        .handle((onKafka, why) -> Optional.ofNullable(why))
        .thenCompose(
            why ->
                why.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : keep(spool.get(), entry, String.valueOf(why.get().getMessage())));
  }

  /** The disk takes its time, and whoever tells that Kafka is away has others to tell. */
  private CompletableFuture<Boolean> keep(Spool kept, SpoolEntry entry, String why) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("spool " + entry.webhook())
        .start(
            () -> {
              try {
                kept.append(entry);
                metrics.spooled(entry.webhook());
                done.complete(true);
              } catch (SpoolException notKept) {
                done.completeExceptionally(
                    new KafkaUnavailableException(why + ", and " + notKept.getMessage(), notKept));
              } catch (InterruptedException | RuntimeException failed) {
                done.completeExceptionally(failed);
              }
            });
    return done;
  }

  private static List<Outgoing> outgoing(
      ParsedWebhook parsed, Optional<DeadLetter> letter, TraceParent trace) {
    List<Outgoing> outgoing = new ArrayList<>(parsed.events().size() + 1);
    for (ImageEvent event : parsed.events()) {
      outgoing.add(
          new Outgoing(Topics.EVENTS, Messages.of(event).with(TraceParent.HEADER, trace.value())));
    }
    letter.ifPresent(
        dead ->
            outgoing.add(
                new Outgoing(
                    Topics.DEAD_LETTERS,
                    Messages.of(dead).with(TraceParent.HEADER, trace.value()))));
    return outgoing;
  }
}
