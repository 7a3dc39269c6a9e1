package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.wire.MessageType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Waybill's own generic form, for senders that nobody wrote a parser for: a CloudEvent 1.0 over
 * HTTP, in binary mode (attributes in {@code ce-} headers) or structured mode (one JSON document),
 * of type {@code io.waybill.image.pushed.v1} or {@code io.waybill.image.deleted.v1}. Its data is
 *
 * <pre>
 * {"repository": "team/app", "tag": "1.4.2", "digest": "sha256:...", "mediaType": "...", "actor": "..."}
 * </pre>
 *
 * where the repository is the path inside the registry that the webhook's configuration names, and
 * a push has a tag or a digest.
 *
 * <p>CloudEvents promises that source and id together are unique, not the id alone, so the event's
 * id is a hash of the two.
 */
final class CloudEventParser implements WebhookParser {
  /** Whoever writes the sender wants to see the mistake, and decides what is sent again. */
  static final SenderType TYPE =
      new SenderType(
              "waybill",
              "a CloudEvent of Waybill's own",
              new CloudEventParser(),
              OnUnreadable.REFUSE,
              Patience.LASTING,
              List.of(
                  Proof.AUTHORIZATION,
                  Proof.HEADER,
                  Proof.SIGNATURE,
                  Proof.PATH,
                  Proof.CERTIFICATE,
                  Proof.TOKEN))
          .withSignature(BodySignature.sha256("X-Hub-Signature-256", "sha256="));

  private static final String PUSHED = MessageType.IMAGE_PUSHED.cloudEventsType();
  private static final String DELETED = MessageType.IMAGE_DELETED.cloudEventsType();

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    if (delivery.header("ce-type") != null) {
      Attributes attributes =
          new Attributes(
              delivery.header("ce-specversion"),
              delivery.header("ce-id"),
              delivery.header("ce-source"),
              delivery.header("ce-type"),
              delivery.header("ce-time"));
      return read(delivery, attributes, root);
    }
    Attributes attributes =
        new Attributes(
            JsonBody.text(root, "specversion"),
            JsonBody.text(root, "id"),
            JsonBody.text(root, "source"),
            JsonBody.text(root, "type"),
            JsonBody.text(root, "time"));
    return read(delivery, attributes, root.path("data"));
  }

  private static ParsedWebhook read(Delivery delivery, Attributes attributes, JsonNode data) {
    String problem = attributes.findProblem();
    if (problem != null) {
      return ParsedWebhook.unreadable(problem);
    }
    if (!data.isObject()) {
      return ParsedWebhook.unreadable(
          "The CloudEvent has no data object: expected {\"repository\": \"team/app\", \"tag\":"
              + " \"1.4.2\"}.");
    }
    Claim claim =
        new Claim(
            "The CloudEvent's data",
            EventId.hash(String.valueOf(attributes.source), String.valueOf(attributes.id)).value(),
            JsonBody.text(data, "repository"),
            JsonBody.text(data, "tag"),
            JsonBody.text(data, "digest"),
            JsonBody.text(data, "mediaType"),
            JsonBody.text(data, "actor"),
            attributes.time);
    Findings findings = new Findings(delivery);
    if (PUSHED.equals(attributes.type)) {
      findings.pushed(claim);
    } else {
      findings.deleted(claim);
    }
    return findings.parsed();
  }

  /** The context attributes, unchecked. */
  private record Attributes(
      @Nullable String specVersion,
      @Nullable String id,
      @Nullable String source,
      @Nullable String type,
      @Nullable String time) {

    @Nullable String findProblem() {
      if (specVersion == null || id == null || source == null || type == null) {
        return "The body is no CloudEvent: specversion, id, source and type are required, as fields"
            + " of the document or as ce- headers.";
      }
      if (!specVersion.equals("1.0")) {
        return "The CloudEvent's specversion is " + specVersion + ": only 1.0 is known.";
      }
      if (!type.equals(PUSHED) && !type.equals(DELETED)) {
        return "The CloudEvent's type is "
            + type
            + ": known are "
            + PUSHED
            + " and "
            + DELETED
            + ".";
      }
      return null;
    }
  }
}
