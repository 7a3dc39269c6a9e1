package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Harbor, as its documentation's "Configure Webhook Notifications" and its {@code
 * src/pkg/notifier/formats} say, and two clouds whose registries speak like it.
 *
 * <p>Three forms, told apart by the body: the default one of 2.x ({@code PUSH_ARTIFACT}), that of
 * 1.x ({@code pushImage}), which differs in the names of its types only, and CloudEvents ({@code
 * harbor.artifact.pushed}), which Harbor sends in structured mode.
 *
 * <p>Every manifest is reported, the children of an index by digest and before it. What is pushed
 * by digest has the digest in the place of its tag. The default form has no id: an event is known
 * by what it says, and by its second.
 */
final class HarborParser implements WebhookParser {
  /** It repeats whatever is no 2xx, three times within minutes, and gives up then. */
  static final SenderType TYPE =
      new SenderType(
          "harbor",
          "Harbor",
          new HarborParser(),
          OnUnreadable.ACCEPT,
          Patience.SHORT,
          List.of(Proof.AUTHORIZATION, Proof.PATH));

  /**
   * Its API ({@code POST /v2/.../webhook/policies}) has Harbor's names, {@code PUSH_ARTIFACT} among
   * them, so the bodies are read as Harbor's. None is published, nor is what it does with a
   * refusal.
   */
  static final SenderType SWR =
      new SenderType(
          "swr",
          "Huawei Cloud SWR Enterprise Edition",
          new HarborParser(),
          OnUnreadable.ACCEPT,
          Patience.NONE,
          List.of(Proof.AUTHORIZATION, Proof.HEADER, Proof.PATH));

  /**
   * Its one published body is Harbor 1.x's. What a deletion looks like is read as Harbor's; what it
   * does with a refusal is not documented.
   */
  static final SenderType TCR =
      new SenderType(
          "tcr",
          "Tencent Cloud TCR Enterprise Edition",
          new HarborParser(),
          OnUnreadable.ACCEPT,
          Patience.NONE,
          List.of(Proof.AUTHORIZATION, Proof.HEADER, Proof.PATH));

  private static final Set<String> PUSHED =
      Set.of("PUSH_ARTIFACT", "pushImage", "harbor.artifact.pushed");
  private static final Set<String> DELETED =
      Set.of("DELETE_ARTIFACT", "deleteImage", "harbor.artifact.deleted");
  private static final Set<String> PULLED =
      Set.of("PULL_ARTIFACT", "pullImage", "harbor.artifact.pulled");

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    boolean cloudEvent = root.has("specversion");
    String type = JsonBody.text(root, "type");
    JsonNode data = root.path(cloudEvent ? "data" : "event_data");
    if (type == null || !data.isObject()) {
      return ParsedWebhook.unreadable(
          "The body has no \"type\" with \"event_data\" (or, as a CloudEvent, with \"data\"), so it"
              + " is no notification of Harbor: check the webhook's type in Waybill's"
              + " configuration.");
    }
    Findings findings = new Findings(delivery);
    if (PUSHED.contains(type) || DELETED.contains(type)) {
      JsonNode resources = data.path("resources");
      if (resources.size() > Findings.MAX_ENTRIES) {
        return ParsedWebhook.tooMany(resources.size());
      }
      Notification notification =
          new Notification(
              cloudEvent ? JsonBody.text(root, "id") : null,
              JsonBody.text(data.path("repository"), "repo_full_name"),
              JsonBody.text(root, "operator"),
              cloudEvent ? JsonBody.text(root, "time") : JsonBody.epochSeconds(root, "occur_at"));
      notification.read(resources, PUSHED.contains(type), findings);
    } else {
      ignore(type, findings);
    }
    return findings.parsed();
  }

  private static void ignore(String type, Findings findings) {
    IgnoreReason reason = IgnoreReason.OTHER_ACTION;
    if (PULLED.contains(type)) {
      reason = IgnoreReason.PULL;
    } else if (type.toLowerCase(Locale.ROOT).contains("chart")) {
      // uploadChart, UPLOAD_CHART and their like: until 2.7, Helm charts had events of their own.
      reason = IgnoreReason.OTHER_ARTIFACT;
    }
    findings.ignored(reason, "The body has the type " + type + ".");
  }

  /** What a body says of all its resources. */
  private record Notification(
      @Nullable String id,
      @Nullable String repository,
      @Nullable String operator,
      @Nullable String time) {

    void read(JsonNode resources, boolean pushed, Findings findings) {
      if (!resources.isArray() || resources.isEmpty()) {
        findings.unreadable("The body", "has no \"resources\"");
      }
      for (int index = 0; index < resources.size(); index++) {
        Claim claim = claim(resources.path(index), index);
        if (pushed) {
          findings.pushed(claim);
        } else {
          findings.deletedTagOrManifest(claim);
        }
      }
    }

    private Claim claim(JsonNode resource, int index) {
      return new Claim(
              "resources[" + index + "]",
              // One id for all of them would make one event of several.
              id == null || index == 0 ? id : id + "." + index,
              repository,
              JsonBody.text(resource, "tag"),
              JsonBody.text(resource, "digest"),
              null,
              operator,
              time)
          .withDigestAsTagMoved();
    }
  }
}
