package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JFrog Artifactory: predefined webhooks of the domain {@code docker} ("Event types" of JFrog's
 * documentation). An event is about the file of a manifest, {@code image/tag/manifest.json} or, of
 * an index, {@code image/tag/list.manifest.json} in the repository {@code repo_key}; the file is
 * what was pushed, so its checksum is the manifest's digest.
 *
 * <p>The image's path is taken from the file's: {@code image_name} is the whole of it in the
 * documentation and its last element where names are nested.
 *
 * <p>The sender has neither an id nor a time.
 */
final class ArtifactoryParser implements WebhookParser {
  private static final String HEADER = "X-JFrog-Event-Auth";

  /** Only a failed connection and a 5xx make it try again, five times ten seconds apart. */
  static final SenderType TYPE =
      new SenderType(
              "artifactory",
              "JFrog Artifactory",
              new ArtifactoryParser(),
              OnUnreadable.REFUSE,
              Patience.SHORT,
              List.of(Proof.HEADER, Proof.SIGNATURE))
          .withSecretHeader(HEADER)
          .withSignature(BodySignature.sha256(HEADER));

  private static final Set<String> MANIFESTS = Set.of("manifest.json", "list.manifest.json");

  /** What the button "Test" sends in the place of a checksum. */
  private static final String DUMMY = "sample_checksum";

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    Findings findings = new Findings(delivery);
    String domain = JsonBody.text(root, "domain");
    JsonNode data = root.path("data");
    if (domain == null || !data.isObject()) {
      findings.unreadable(
          "The body",
          "has no \"domain\" or no \"data\", so it is no predefined webhook of Artifactory; a"
              + " custom one with a payload of its own is not understood");
    } else if (DUMMY.equals(JsonBody.text(data, "sha256"))) {
      findings.ignored(IgnoreReason.PING, "The event is what the button \"Test\" sends.");
    } else if (!domain.equals("docker")) {
      findings.ignored(IgnoreReason.OTHER_ARTIFACT, "The event is of the domain " + domain + ".");
    } else {
      read(root, data, findings);
    }
    return findings.parsed();
  }

  private static void read(JsonNode root, JsonNode data, Findings findings) {
    String name = JsonBody.text(data, "name");
    if (name != null && !MANIFESTS.contains(name)) {
      findings.ignored(
          IgnoreReason.OTHER_ARTIFACT, "The event is about the file " + name + ", no manifest.");
      return;
    }
    String action = JsonBody.text(root, "event_type");
    switch (action) {
      case null -> findings.unreadable("The body", "has no \"event_type\"");
      case "pushed", "promoted" -> findings.pushed(claim(root, data));
      case "deleted" -> findings.deletedTagOrManifest(claim(root, data));
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, "The event is of the type " + action + ".");
    }
  }

  private static Claim claim(JsonNode root, JsonNode data) {
    String tag = JsonBody.text(data, "tag");
    String checksum = JsonBody.text(data, "sha256");
    return new Claim(
        "The event",
        null,
        repository(data),
        // The children of an index stand in folders that are called by their digests.
        tag == null || isDigest(tag) ? null : tag,
        checksum == null ? null : "sha256:" + checksum,
        null,
        JsonBody.text(root.path("userContext"), "id"),
        null);
  }

  private static boolean isDigest(String tag) {
    return tag.startsWith("sha256:") || tag.startsWith("sha256__");
  }

  /** The repository's key and the file's path without its last two elements. */
  private static @Nullable String repository(JsonNode data) {
    String key = JsonBody.text(data, "repo_key");
    String path = JsonBody.text(data, "path");
    if (key == null || path == null) {
      return null;
    }
    int file = path.lastIndexOf('/');
    int tag = file <= 0 ? -1 : path.lastIndexOf('/', file - 1);
    return tag <= 0 ? null : key + "/" + path.substring(0, tag);
  }
}
