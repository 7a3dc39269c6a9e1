package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;

/**
 * zot: CloudEvents of its event sinks over HTTP ({@code pkg/extensions/events}), in binary mode as
 * it sends them, in structured mode for what stands between. The types begin with {@code
 * zotregistry.}, or what is configured instead, so their ends count. The reference is a tag or a
 * digest; the children of an index come by digest.
 */
final class ZotParser implements WebhookParser {
  /** It sends once, and logs the answer. */
  static final SenderType TYPE =
      new SenderType(
          "zot",
          "zot",
          new ZotParser(),
          OnUnreadable.REFUSE,
          Patience.NONE,
          List.of(Proof.AUTHORIZATION, Proof.HEADER, Proof.CERTIFICATE, Proof.PATH));

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    CloudEvent event = CloudEvent.of(delivery, root);
    String problem = event.findProblem();
    if (problem != null) {
      return ParsedWebhook.unreadable(problem);
    }
    Findings findings = new Findings(delivery);
    String type = String.valueOf(event.type());
    if (type.endsWith("image.updated")) {
      findings.pushed(claim(event));
    } else if (type.endsWith("image.deleted")) {
      findings.deletedTagOrManifest(claim(event));
    } else {
      findings.ignored(IgnoreReason.OTHER_ACTION, "The event is of the type " + type + ".");
    }
    return findings.parsed();
  }

  private static Claim claim(CloudEvent event) {
    JsonNode data = event.data();
    String reference = JsonBody.text(data, "reference");
    boolean isDigest = reference != null && reference.indexOf(':') >= 0;
    return new Claim(
        "The event's data",
        event.uniqueId(),
        JsonBody.text(data, "name"),
        isDigest ? null : reference,
        isDigest ? reference : JsonBody.text(data, "digest"),
        JsonBody.text(data, "mediaType"),
        JsonBody.text(data.path("actor"), "name"),
        event.time());
  }
}
