package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sonatype Nexus Repository 3: the event type "component" of a repository's webhook ("Example
 * headers and payloads" of its documentation, {@code RepositoryComponentWebhook} of its source). A
 * component is a tag of an image, its name the repository's path at the docker connector. It never
 * says a digest. Pushing a tag again is an update.
 *
 * <p>The event type "asset" tells of every file, and of none of them what it is good for.
 */
final class NexusParser implements WebhookParser {
  /** It sends once, and logs the answer. */
  static final SenderType TYPE =
      new SenderType(
              "nexus",
              "Sonatype Nexus Repository",
              new NexusParser(),
              OnUnreadable.REFUSE,
              Patience.NONE,
              List.of(Proof.SIGNATURE, Proof.PATH))
          .withSignature(BodySignature.sha1("X-Nexus-Webhook-Signature"));

  /** An offset as {@code +0000}, which RFC 3339 writes {@code +00:00}. */
  private static final Pattern BARE_OFFSET = Pattern.compile("([+-][0-9]{2})([0-9]{2})$");

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    Findings findings = new Findings(delivery);
    String kind = delivery.header("x-nexus-webhook-id");
    JsonNode component = root.path("component");
    if (component.isObject()) {
      read(delivery, root, component, findings);
    } else if (root.path("asset").isObject() || root.path("assets").isArray()) {
      findings.ignored(IgnoreReason.OTHER_ARTIFACT, "The event is about an asset.");
    } else if (root.path("components").isArray()) {
      findings.ignored(
          IgnoreReason.OTHER_ACTION, "The event is a purge, which names no component.");
    } else if (kind != null && !kind.equalsIgnoreCase("rm:repository:component")) {
      findings.ignored(IgnoreReason.OTHER_ACTION, "The event is of the kind " + kind + ".");
    } else {
      findings.unreadable(
          "The body", "has no \"component\", so it is no component event of Nexus Repository");
    }
    return findings.parsed();
  }

  private static void read(
      Delivery delivery, JsonNode root, JsonNode component, Findings findings) {
    String format = JsonBody.text(component, "format");
    if (!"docker".equals(format)) {
      findings.ignored(
          IgnoreReason.OTHER_ARTIFACT, "The component is of the format " + format + ".");
      return;
    }
    String action = JsonBody.text(root, "action");
    switch (action) {
      case null -> findings.unreadable("The body", "has no \"action\"");
      case "CREATED", "UPDATED" -> findings.pushed(claim(delivery, root, component));
      case "DELETED" -> findings.deletedTagOrManifest(claim(delivery, root, component));
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, "The event has the action " + action + ".");
    }
  }

  private static Claim claim(Delivery delivery, JsonNode root, JsonNode component) {
    String version = JsonBody.text(component, "version");
    boolean isDigest = version != null && version.indexOf(':') >= 0;
    return new Claim(
        "The component",
        delivery.header("x-nexus-webhook-delivery"),
        JsonBody.text(component, "name"),
        isDigest ? null : version,
        isDigest ? version : null,
        null,
        actor(root),
        time(root));
  }

  /** {@code admin/10.1.2.3} is the user and the address. */
  private static @Nullable String actor(JsonNode root) {
    String initiator = JsonBody.text(root, "initiator");
    int slash = initiator == null ? -1 : initiator.indexOf('/');
    return initiator == null || slash <= 0 ? initiator : initiator.substring(0, slash);
  }

  private static @Nullable String time(JsonNode root) {
    String time = JsonBody.text(root, "timestamp");
    return time == null ? null : BARE_OFFSET.matcher(time).replaceFirst("$1:$2");
  }
}
