package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CNCF distribution ({@code registry:2}, {@code registry:3}, Debian's docker-registry), as its
 * documentation's "Work with notifications" and its {@code notifications/bridge.go} say.
 *
 * <p>A body is an envelope of events that need not have to do with one another. Pushes of layers,
 * pulls and mounts come mixed with pushes of manifests, so a push counts where it has a tag, the
 * media type of a manifest, or (versions that say {@code application/octet-stream} for everything)
 * a {@code /manifests/} in its URL.
 *
 * <p>Deletions: of a manifest, with its digest only; of a tag, with the tag only (2.8 sends one for
 * each tag of a deleted manifest, too); of a repository, with neither. The deletion of a blob looks
 * exactly like that of a manifest, so it is an event, which no target's tag answers to.
 *
 * <p>The ids are UUIDs and stay the same over the sender's retries.
 */
final class DistributionParser implements WebhookParser {
  /**
   * It repeats a refused notification for ever and sends nothing else meanwhile, so a refusal of
   * one bad body would stop all later events.
   */
  static final SenderType TYPE =
      new SenderType(
          "distribution",
          "CNCF distribution",
          new DistributionParser("docker distribution"),
          OnUnreadable.ACCEPT,
          Patience.LASTING,
          List.of(Proof.AUTHORIZATION, Proof.HEADER, Proof.PATH));

  private static final Set<String> MANIFESTS =
      Set.of(
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.oci.artifact.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.docker.distribution.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v1+prettyjws");

  private final String sender;

  /**
   * For a sender that speaks as distribution does.
   *
   * @param sender its name, in the sentence about a body of another form
   */
  DistributionParser(String sender) {
    this.sender = sender;
  }

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode events;
    try {
      events = JsonBody.read(body).path("events");
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    if (!events.isArray()) {
      return ParsedWebhook.unreadable(
          "The body has no \"events\" array, so it is no notification of "
              + sender
              + " ({\"events\": [...]}): check the webhook's type in Waybill's configuration.");
    }
    if (events.size() > Findings.MAX_ENTRIES) {
      return ParsedWebhook.tooMany(events.size());
    }
    Findings findings = new Findings(delivery);
    for (int index = 0; index < events.size(); index++) {
      read(events.path(index), "events[" + index + "]", findings);
    }
    return findings.parsed();
  }

  private static void read(JsonNode event, String where, Findings findings) {
    String action = JsonBody.text(event, "action");
    switch (action) {
      case null -> findings.unreadable(where, "has no \"action\"");
      case "push" -> readPush(event, where, findings);
      case "delete" -> findings.deletedEvenWhole(claim(event, where), event.path("target"));
      case "pull" -> findings.ignored(IgnoreReason.PULL, where + " is a pull.");
      case "mount" -> findings.ignored(IgnoreReason.MOUNT, where + " is the mount of a blob.");
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, where + " has the action " + action + ".");
    }
  }

  private static void readPush(JsonNode event, String where, Findings findings) {
    Claim claim = claim(event, where);
    if (isManifest(claim, JsonBody.text(event.path("target"), "url"))) {
      findings.pushed(claim);
    } else {
      findings.ignored(IgnoreReason.BLOB, where + " is the push of a blob, not of a manifest.");
    }
  }

  private static Claim claim(JsonNode event, String where) {
    JsonNode target = event.path("target");
    return new Claim(
        where,
        JsonBody.text(event, "id"),
        JsonBody.text(target, "repository"),
        JsonBody.text(target, "tag"),
        JsonBody.text(target, "digest"),
        JsonBody.text(target, "mediaType"),
        JsonBody.text(event.path("actor"), "name"),
        JsonBody.text(event, "timestamp"));
  }

  private static boolean isManifest(Claim claim, @Nullable String url) {
    String mediaType = claim.mediaType();
    return claim.tag() != null
        || (mediaType != null && MANIFESTS.contains(mediaType))
        || (url != null && isManifestUrl(url));
  }

  /** Whether the part before the last one is {@code manifests}; a repository may be called so. */
  private static boolean isManifestUrl(String url) {
    int last = url.lastIndexOf('/');
    return last > 0 && url.substring(0, last).endsWith("/manifests");
  }
}
