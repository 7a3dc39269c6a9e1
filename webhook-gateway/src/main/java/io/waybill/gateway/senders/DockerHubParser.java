package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Docker Hub, as Docker's documentation ("Webhooks") says.
 *
 * <p>It tells of tags only, without a digest, and of no deletion. There is no id; an image of
 * several platforms is reported several times in the same words (docker/hub-feedback#2148), which
 * the second of the push makes one event.
 *
 * <p>The {@code callback_url} is never called: it is a relic, and whoever knows the webhook's
 * secret chooses it.
 */
final class DockerHubParser implements WebhookParser {
  /** What it does with a refusal is not documented. */
  static final SenderType TYPE =
      new SenderType(
          "dockerhub",
          "Docker Hub",
          new DockerHubParser(),
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
          "The body has no \"push_data\" with a \"repository\", so it is no webhook of Docker Hub:"
              + " check the webhook's type in Waybill's configuration.");
    }
    Findings findings = new Findings(delivery);
    Claim claim =
        new Claim(
            "The body",
            null,
            path(JsonBody.text(root.path("repository"), "repo_name")),
            JsonBody.text(push, "tag"),
            null,
            null,
            JsonBody.text(push, "pusher"),
            JsonBody.epochSeconds(push, "pushed_at"));
    if (claim.tag() == null) {
      // To take it for "latest" would report a push that may not have been, and miss the one that
      // was.
      findings.unreadable(
          claim.where(), "names no tag (until 2015 it had none), so nobody knows what was pushed");
    } else {
      findings.pushed(claim);
    }
    return findings.parsed();
  }

  /** An official image is called {@code busybox}, and stands at {@code library/busybox}. */
  private static @Nullable String path(@Nullable String name) {
    return name == null || name.indexOf('/') >= 0 ? name : "library/" + name;
  }
}
