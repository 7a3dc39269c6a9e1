package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import io.waybill.schemas.names.Digest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's container registry (ghcr.io): the events {@code package} and {@code registry_package} of
 * a repository, an organisation or an app, as "Webhook events and payloads" of GitHub's
 * documentation and the examples in octokit/webhooks say, in JSON or as a form.
 *
 * <p>Each manifest is an event of its own; the children of an index come before it and with an
 * empty tag. Owners may have capitals, the paths of the registry never do.
 *
 * <p>The id is that of the delivery, which GitHub keeps when somebody redelivers it. Who subscribes
 * to both events gets each push twice under two ids: nothing in the two bodies tells one push from
 * two of the same content.
 */
final class GitHubParser implements WebhookParser {
  /** It sends once, and shows the answer at the webhook's "Recent deliveries". */
  static final SenderType TYPE =
      new SenderType(
              "github",
              "GitHub Container Registry",
              new GitHubParser(),
              OnUnreadable.REFUSE,
              Patience.NONE,
              List.of(Proof.SIGNATURE))
          .withSignature(BodySignature.sha256("X-Hub-Signature-256", "sha256="));

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.readPossiblyForm(delivery, body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    Findings findings = new Findings(delivery);
    String event = event(delivery, root);
    switch (event) {
      case "package", "registry_package" -> read(delivery, root, root.path(event), findings);
      case "ping" -> findings.ignored(IgnoreReason.PING, "The event is a ping.");
      case "" ->
          findings.unreadable(
              "The body",
              "has neither \"package\" nor \"registry_package\", and no X-GitHub-Event");
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, "The event is of the kind " + event + ".");
    }
    return findings.parsed();
  }

  /** What the header says; where something on the way removed it, what the body looks like. */
  private static String event(Delivery delivery, JsonNode root) {
    String header = delivery.header("x-github-event");
    if (header != null) {
      return header;
    }
    if (root.has("package")) {
      return "package";
    }
    if (root.has("registry_package")) {
      return "registry_package";
    }
    return root.has("zen") ? "ping" : "";
  }

  private static void read(Delivery delivery, JsonNode root, JsonNode artifact, Findings findings) {
    String action = JsonBody.text(root, "action");
    if (!artifact.isObject()) {
      findings.unreadable("The body", "has no package");
      return;
    }
    if (!isContainer(artifact)) {
      findings.ignored(IgnoreReason.OTHER_ARTIFACT, "The package is no container image.");
      return;
    }
    switch (action) {
      case null -> findings.unreadable("The body", "has no \"action\"");
      // "create" and "created" stand in older captures only.
      case "published", "updated", "create", "created" ->
          findings.pushed(claim(delivery, root, artifact));
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, "The event has the action " + action + ".");
    }
  }

  /**
   * Either of the two names a container: real bodies have {@code CONTAINER} as the package's type,
   * older ones only an ecosystem, and the published examples {@code npm} beside {@code docker}.
   */
  private static boolean isContainer(JsonNode artifact) {
    return isContainer(JsonBody.text(artifact, "package_type"))
        || isContainer(JsonBody.text(artifact, "ecosystem"));
  }

  private static boolean isContainer(@Nullable String kind) {
    return "container".equalsIgnoreCase(kind) || "docker".equalsIgnoreCase(kind);
  }

  private static Claim claim(Delivery delivery, JsonNode root, JsonNode artifact) {
    JsonNode version = artifact.path("package_version");
    JsonNode container = version.path("container_metadata");
    return new Claim(
        "The package",
        delivery.header("x-github-delivery"),
        repository(artifact),
        JsonBody.text(container.path("tag"), "name"),
        digest(version, container),
        JsonBody.text(container.path("manifest"), "media_type"),
        JsonBody.text(root.path("sender"), "login"),
        JsonBody.text(artifact, "updated_at"));
  }

  private static @Nullable String repository(JsonNode artifact) {
    String namespace = JsonBody.text(artifact, "namespace");
    String name = JsonBody.text(artifact, "name");
    return namespace == null || name == null
        ? null
        : (namespace + "/" + name).toLowerCase(Locale.ROOT);
  }

  /**
   * The first of three places that has a well-formed one: the published examples have 40 digits,
   * those of a commit, in the last two.
   */
  private static @Nullable String digest(JsonNode version, JsonNode container) {
    List<String> digests =
        Stream.of(
                JsonBody.text(version, "version"),
                JsonBody.text(container.path("tag"), "digest"),
                JsonBody.text(container.path("manifest"), "digest"))
            .filter(Objects::nonNull)
            .toList();
    return digests.stream()
        .filter(digest -> Digest.find(digest).isPresent())
        .findFirst()
        .orElse(digests.isEmpty() ? null : digests.getFirst());
  }
}
