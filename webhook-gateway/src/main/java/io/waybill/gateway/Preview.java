package io.waybill.gateway;

import io.waybill.gateway.senders.ParsedWebhook;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Messages;
import java.util.List;

/**
 * What a body would become: the answer of {@code POST /webhooks/NAME/test}. Nothing is published.
 *
 * @param webhook the webhook's name
 * @param type its sender
 * @param registry the registry that the events are about
 * @param status what {@code POST /webhooks/NAME} would answer, Kafka willing
 * @param events the events
 * @param ignored what makes no event, and why
 * @param unreadable what was not understood; with it the body would become a dead letter
 * @param malformedDigests how many digests were taken as absent
 */
public record Preview(
    String webhook,
    String type,
    String registry,
    int status,
    List<PreviewedEvent> events,
    List<PreviewedIgnored> ignored,
    List<String> unreadable,
    int malformedDigests) {

  /**
   * An event, as its topic would have it.
   *
   * @param type the CloudEvents type
   * @param data the event
   */
  public record PreviewedEvent(String type, ImageEvent data) {}

  /**
   * An entry without an event.
   *
   * @param reason why, as the metric has it
   * @param detail why
   */
  public record PreviewedIgnored(String reason, String detail) {}

  static Preview of(Endpoint endpoint, ParsedWebhook parsed) {
    boolean refused =
        !parsed.isUnderstood() && endpoint.type().onUnreadable() == OnUnreadable.REFUSE;
    return new Preview(
        endpoint.name(),
        endpoint.type().name(),
        endpoint.registry().name(),
        refused ? 400 : 202,
        parsed.events().stream().map(Preview::event).toList(),
        parsed.ignored().stream()
            .map(each -> new PreviewedIgnored(each.reason().label(), each.detail()))
            .toList(),
        parsed.unreadable(),
        parsed.malformedDigests());
  }

  private static PreviewedEvent event(ImageEvent event) {
    return new PreviewedEvent(
        String.valueOf(Messages.of(event).headers().get(CloudEvents.TYPE)), event);
  }
}
