package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Alibaba Cloud ACR, personal and Enterprise Edition, as its documentation ("Manage triggers")
 * says.
 *
 * <p>It tells of tags, with their digests, and of no deletion. There is no id, and the time is a
 * local one without a zone ({@code 2026-03-14 17:26:53}). China Standard Time is likely and nowhere
 * said, and a guess could be wrong by hours. So the text tells a second delivery from a second
 * push, and the event's time is that of its arrival.
 */
final class AlibabaParser implements WebhookParser {
  /** What it does with a refusal is not documented. */
  static final SenderType TYPE =
      new SenderType(
          "alibaba",
          "Alibaba Cloud ACR",
          new AlibabaParser(),
          OnUnreadable.ACCEPT,
          Patience.NONE,
          List.of(Proof.PATH));

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    JsonNode push = root.path("push_data");
    if (!push.isObject() || !root.path("repository").isObject()) {
      return ParsedWebhook.unreadable(
          "The body has no \"push_data\" with a \"repository\", so it is no trigger of Alibaba"
              + " Cloud ACR: check the webhook's type in Waybill's configuration.");
    }
    Findings findings = new Findings(delivery);
    findings.pushed(
        new Claim(
            "The body",
            null,
            path(JsonBody.text(root.path("repository"), "repo_full_name")),
            JsonBody.text(push, "tag"),
            JsonBody.text(push, "digest"),
            null,
            null,
            JsonBody.text(push, "pushed_at")));
    return findings.parsed();
  }

  /** The published body has a capital in its name, which no client can push. */
  private static @Nullable String path(@Nullable String name) {
    return name == null ? null : name.toLowerCase(Locale.ROOT);
  }
}
