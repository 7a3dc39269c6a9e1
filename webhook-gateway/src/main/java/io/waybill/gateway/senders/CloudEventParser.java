package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
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
    CloudEvent event = CloudEvent.of(delivery, root);
    String problem = findProblem(event);
    if (problem != null) {
      return ParsedWebhook.unreadable(problem);
    }
    Claim claim =
        new Claim(
            "The CloudEvent's data",
            event.uniqueId(),
            JsonBody.text(event.data(), "repository"),
            JsonBody.text(event.data(), "tag"),
            JsonBody.text(event.data(), "digest"),
            JsonBody.text(event.data(), "mediaType"),
            JsonBody.text(event.data(), "actor"),
            event.time());
    Findings findings = new Findings(delivery);
    if (PUSHED.equals(event.type())) {
      findings.pushed(claim);
    } else {
      findings.deletedEvenWhole(claim, event.data());
    }
    return findings.parsed();
  }

  private static @Nullable String findProblem(CloudEvent event) {
    String problem = event.findProblem();
    if (problem != null) {
      return problem;
    }
    if (!PUSHED.equals(event.type()) && !DELETED.equals(event.type())) {
      return "The CloudEvent's type is "
          + event.type()
          + ": known are "
          + PUSHED
          + " and "
          + DELETED
          + ".";
    }
    if (!event.data().isObject()) {
      return "The CloudEvent has no data object: expected {\"repository\": \"team/app\", \"tag\":"
          + " \"1.4.2\"}.";
    }
    return null;
  }
}
