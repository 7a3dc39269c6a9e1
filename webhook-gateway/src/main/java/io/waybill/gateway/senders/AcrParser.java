package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;

/**
 * Azure Container Registry, as Microsoft's "Container registry webhook reference" says: one event a
 * body. A push of a manifest without a tag has none, or an empty one; the deletion of a manifest
 * has a digest only; untagging sends nothing. Charts of Helm 2 have actions of their own, those of
 * Helm 3 are pushed like images.
 */
final class AcrParser implements WebhookParser {
  /** It sends once, whatever it is told (Azure/acr#681), and its log shows the status. */
  static final SenderType TYPE =
      new SenderType(
          "acr",
          "Azure Container Registry",
          new AcrParser(),
          OnUnreadable.REFUSE,
          Patience.NONE,
          List.of(Proof.AUTHORIZATION, Proof.HEADER, Proof.PATH));

  private static final String WHERE = "The event";

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode event;
    try {
      event = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    Findings findings = new Findings(delivery);
    String action = JsonBody.text(event, "action");
    switch (action) {
      case null ->
          findings.unreadable(
              "The body",
              "has no \"action\", so it is no event of Azure Container Registry ({\"action\":"
                  + " \"push\", \"target\": {...}})");
      case "push" -> findings.pushed(claim(event));
      case "delete" -> findings.deletedTagOrManifest(claim(event));
      case "ping" -> findings.ignored(IgnoreReason.PING, WHERE + " is a ping.");
      case "chart_push", "chart_delete" ->
          findings.ignored(
              IgnoreReason.OTHER_ARTIFACT, WHERE + " is about a chart of Helm 2 (" + action + ").");
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, WHERE + " has the action " + action + ".");
    }
    return findings.parsed();
  }

  private static Claim claim(JsonNode event) {
    JsonNode target = event.path("target");
    return new Claim(
        WHERE,
        JsonBody.text(event, "id"),
        JsonBody.text(target, "repository"),
        JsonBody.text(target, "tag"),
        JsonBody.text(target, "digest"),
        JsonBody.text(target, "mediaType"),
        null,
        JsonBody.text(event, "timestamp"));
  }
}
