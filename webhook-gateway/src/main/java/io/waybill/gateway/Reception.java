package io.waybill.gateway;

import io.waybill.gateway.Outbox.Outgoing;
import io.waybill.gateway.senders.Delivery;
import io.waybill.gateway.senders.ParsedWebhook;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes an authenticated body in: parse, publish, and only then a {@link Receipt}. */
final class Reception {
  private final Outbox outbox;
  private final GatewayMetrics metrics;

  Reception(Outbox outbox, GatewayMetrics metrics) {
    this.outbox = outbox;
    this.metrics = metrics;
  }

  /**
   * Puts the events of the body on Kafka, and the body itself where not all of it was understood.
   *
   * @throws KafkaUnavailableException when Kafka has not confirmed all of it; the sender has to
   *     send it again, and every id will be the same
   */
  Receipt receive(Endpoint endpoint, Delivery delivery, byte[] body)
      throws KafkaUnavailableException, InterruptedException {
    metrics.received(endpoint.name());
    ParsedWebhook parsed = endpoint.parser().parse(delivery, body);
    Optional<DeadLetter> letter =
        parsed.isUnderstood()
            ? Optional.empty()
            : Optional.of(DeadLetters.of(delivery, parsed.unreadable(), body));
    outbox.publish(outgoing(parsed, letter, TraceParent.of(delivery.header(TraceParent.HEADER))));
    metrics.accepted(endpoint.name(), parsed);
    return new Receipt(parsed, letter);
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
