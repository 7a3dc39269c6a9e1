package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Quay, as Red Hat's documentation ("Repository events") and Quay's {@code notifications} say.
 *
 * <p>It tells of tags only, of a push of an index once, and of no deletion. There is no digest,
 * time or id, and so nothing that tells a repetition from another push of the tag: each is an event
 * of its own, and finds the tag as it is.
 *
 * <p>A notification may have a body that its author wrote; such a one is not Quay's, and needs a
 * {@link Mapping}.
 */
final class QuayParser implements WebhookParser {
  /**
   * After three failures in a row it sends no more of a notification, until somebody switches it on
   * again, and a repetition comes 30 seconds later: what it sends is taken.
   */
  static final SenderType TYPE =
      new SenderType(
          "quay",
          "Quay",
          new QuayParser(),
          OnUnreadable.ACCEPT,
          Patience.NONE,
          List.of(Proof.PATH, Proof.CERTIFICATE));

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    Findings findings = new Findings(delivery);
    JsonNode tags = root.path("updated_tags");
    if (tags.size() > Findings.MAX_ENTRIES) {
      return ParsedWebhook.tooMany(tags.size());
    }
    if (tags.isMissingNode() && root.has("docker_url") && root.has("homepage")) {
      findings.ignored(
          IgnoreReason.OTHER_ACTION,
          "The body has no \"updated_tags\": it is Quay's, but not about a push.");
    } else if (!tags.isContainerNode()) {
      findings.unreadable(
          "The body",
          "has no \"updated_tags\", so it is not what Quay sends for a push. Where the notification"
              + " has a POST template of its own, remove that, or say where things are in it: type"
              + " mapped");
    } else if (tags.isEmpty()) {
      findings.ignored(IgnoreReason.OTHER_ACTION, "The body names no tag in \"updated_tags\".");
    } else {
      read(JsonBody.text(root, "repository"), names(tags), findings);
    }
    return findings.parsed();
  }

  private static void read(@Nullable String repository, List<String> tags, Findings findings) {
    for (int index = 0; index < tags.size(); index++) {
      String where = "updated_tags[" + index + "]";
      findings.pushed(new Claim(where, null, repository, tags.get(index), null, null, null, null));
    }
  }

  /** A list of names; in 2013 an object, from names to image ids. What is no text is no name. */
  private static List<String> names(JsonNode tags) {
    List<String> names = new ArrayList<>(tags.size());
    if (tags.isObject()) {
      tags.fieldNames().forEachRemaining(names::add);
    } else {
      tags.forEach(tag -> names.add(tag.isTextual() ? tag.textValue() : ""));
    }
    return names;
  }
}
