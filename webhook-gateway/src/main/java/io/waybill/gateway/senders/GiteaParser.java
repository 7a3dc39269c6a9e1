package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Gitea and Forgejo: the event {@code package} of a repository, an owner or the whole instance, in
 * JSON or as a form ({@code services/webhook/deliver.go}). Every manifest that is put is an event,
 * also one that replaces another ({@code routers/api/packages/container/manifest.go}); its version
 * is the tag or, for the children of an index, the digest. Names and versions are lower-cased
 * before they are stored, so that a tag with capitals is known here in small letters only.
 *
 * <p>The same delivery has its headers under the names of Gitea, Gogs and GitHub, and Forgejo's.
 */
final class GiteaParser implements WebhookParser {
  /** It sends once, and shows the answer at the webhook's "Recent deliveries". */
  static final SenderType TYPE =
      new SenderType(
              "gitea",
              "Gitea and Forgejo",
              new GiteaParser(),
              OnUnreadable.REFUSE,
              Patience.NONE,
              List.of(Proof.SIGNATURE, Proof.AUTHORIZATION))
          .withSignature(
              BodySignature.sha256("X-Gitea-Signature")
                  .or("X-Forgejo-Signature", "")
                  .or("X-Hub-Signature-256", "sha256=")
                  .overDocument());

  private static final List<String> FAMILY = List.of("x-forgejo-", "x-gitea-", "x-gogs-");

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.readPossiblyForm(delivery, body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    Findings findings = new Findings(delivery);
    String event = header(delivery, "event");
    if (event != null && !event.equals("package")) {
      findings.ignored(IgnoreReason.OTHER_ACTION, "The event is of the kind " + event + ".");
      return findings.parsed();
    }
    read(delivery, root, findings);
    return findings.parsed();
  }

  private static void read(Delivery delivery, JsonNode root, Findings findings) {
    JsonNode artifact = root.path("package");
    if (!artifact.isObject()) {
      findings.unreadable("The body", "has no \"package\"");
      return;
    }
    String type = JsonBody.text(artifact, "type");
    if (!"container".equals(type)) {
      findings.ignored(
          IgnoreReason.OTHER_ARTIFACT, "The package is no container image, but " + type + ".");
      return;
    }
    String action = JsonBody.text(root, "action");
    switch (action) {
      case null -> findings.unreadable("The body", "has no \"action\"");
      case "created" -> findings.pushed(claim(delivery, root, artifact));
      case "deleted" -> findings.deletedTagOrManifest(claim(delivery, root, artifact));
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, "The event has the action " + action + ".");
    }
  }

  private static Claim claim(Delivery delivery, JsonNode root, JsonNode artifact) {
    String version = JsonBody.text(artifact, "version");
    boolean isDigest = version != null && version.indexOf(':') >= 0;
    return new Claim(
        "The package",
        header(delivery, "delivery"),
        repository(artifact),
        isDigest ? null : version,
        isDigest ? version : null,
        null,
        JsonBody.text(root.path("sender"), "login"),
        JsonBody.text(artifact, "created_at"));
  }

  private static @Nullable String repository(JsonNode artifact) {
    String owner = JsonBody.text(artifact.path("owner"), "login");
    String name = JsonBody.text(artifact, "name");
    return owner == null || name == null ? null : (owner + "/" + name).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String header(Delivery delivery, String name) {
    for (String family : FAMILY) {
      String value = delivery.header(family + name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
