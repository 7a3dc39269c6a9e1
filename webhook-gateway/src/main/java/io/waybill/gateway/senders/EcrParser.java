package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amazon ECR: EventBridge's event "ECR Image Action" ("Amazon ECR events and EventBridge" in its
 * user guide), untransformed, from an API destination or from a topic of Amazon SNS, with SNS's
 * envelope ("HTTP/HTTPS notification JSON format") or without it (raw delivery).
 *
 * <p>A push by digest has no tag or an empty one. An index makes such an event for each child.
 *
 * <p>One rule of EventBridge may cover several accounts and regions, and so several registries:
 * where the configured registry is one of ECR, the events of others are ignored.
 *
 * <p>The id is that of the event, in SNS's envelope too, so both ways tell of the same event.
 */
final class EcrParser implements WebhookParser {
  /**
   * EventBridge tries again for 24 hours, SNS for one minute: the shorter of the two counts.
   * Neither repeats what is refused with a 4xx; a dead-letter queue at either keeps it.
   */
  static final SenderType TYPE =
      new SenderType(
          "ecr",
          "Amazon ECR",
          new EcrParser(),
          OnUnreadable.REFUSE,
          Patience.SHORT,
          List.of(Proof.AUTHORIZATION, Proof.HEADER, Proof.SNS, Proof.PATH));

  private static final String WHERE = "The event";

  /** 123456789012.dkr.ecr.eu-central-1.amazonaws.com, also in China, with FIPS and dual-stack. */
  private static final Pattern HOST =
      Pattern.compile(
          "(\\d{12})\\.dkr[.-]ecr(?:-fips)?\\.([a-z0-9-]+)\\.(?:amazonaws\\.com(?:\\.cn)?|on\\.aws)"
              + "(?::\\d+)?");

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    Findings findings = new Findings(delivery);
    String type = JsonBody.text(root, "Type");
    if (type != null && root.has("TopicArn")) {
      readEnvelope(delivery, type, root, findings);
    } else {
      readEvent(delivery, root, findings);
    }
    return findings.parsed();
  }

  private static void readEnvelope(
      Delivery delivery, String type, JsonNode envelope, Findings findings) {
    switch (type) {
      case "Notification" -> {
        String message = String.valueOf(JsonBody.text(envelope, "Message"));
        try {
          readEvent(delivery, JsonBody.read(message.getBytes(UTF_8)), findings);
        } catch (NotJsonException notJson) {
          findings.unreadable("The notification's \"Message\"", "is no JSON document");
        }
      }
      case "SubscriptionConfirmation", "UnsubscribeConfirmation" ->
          findings.ignored(
              IgnoreReason.SUBSCRIPTION, "The message is about the subscription: " + type + ".");
      default -> findings.unreadable("The message of SNS", "is of the unknown type " + type);
    }
  }

  private static void readEvent(Delivery delivery, JsonNode event, Findings findings) {
    String kind = JsonBody.text(event, "detail-type");
    if (kind == null) {
      findings.unreadable(
          "The body",
          "has no \"detail-type\", so it is no event of EventBridge as ECR made it: remove the"
              + " input transformer or input path from the rule's target");
      return;
    }
    if (!kind.equals("ECR Image Action")) {
      findings.ignored(IgnoreReason.OTHER_ACTION, WHERE + " is of the kind " + kind + ".");
      return;
    }
    String account = JsonBody.text(event, "account");
    String region = JsonBody.text(event, "region");
    Matcher host = HOST.matcher(delivery.registryHost());
    if (host.matches() && !(host.group(1).equals(account) && host.group(2).equals(region))) {
      findings.ignored(
          IgnoreReason.OTHER_REGISTRY,
          WHERE + " is about the registry of account " + account + " in " + region + ".");
      return;
    }
    readDetail(event, event.path("detail"), findings);
  }

  private static void readDetail(JsonNode event, JsonNode detail, Findings findings) {
    String result = JsonBody.text(detail, "result");
    String action = JsonBody.text(detail, "action-type");
    if (action == null || result == null) {
      findings.unreadable(WHERE, "has no \"action-type\" or no \"result\" in its \"detail\"");
      return;
    }
    if (!result.equals("SUCCESS")) {
      findings.ignored(
          IgnoreReason.OTHER_ACTION,
          WHERE + " is a " + action + " with the result " + result + ".");
      return;
    }
    switch (action) {
      case "PUSH" -> findings.pushed(claim(event, detail));
      case "DELETE" -> findings.deletedTagOrManifest(claim(event, detail));
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, WHERE + " has the action " + action + ".");
    }
  }

  private static Claim claim(JsonNode event, JsonNode detail) {
    return new Claim(
        WHERE,
        JsonBody.text(event, "id"),
        JsonBody.text(detail, "repository-name"),
        JsonBody.text(detail, "image-tag"),
        JsonBody.text(detail, "image-digest"),
        JsonBody.text(detail, "manifest-media-type"),
        null,
        JsonBody.text(event, "time"));
  }
}
