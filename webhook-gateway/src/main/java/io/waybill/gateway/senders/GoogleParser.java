package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import io.waybill.schemas.events.EventId;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Google Artifact Registry and what is left of Container Registry: the messages of the topic {@code
 * gcr} ("Configure Pub/Sub notifications"), from a push subscription, wrapped in Pub/Sub's message
 * or not. A message names {@code host/repository:tag}, {@code host/repository@digest} or both.
 *
 * <p>The topic tells of all registries of a project. Where the configured one is Google's, what is
 * about another host is ignored.
 *
 * <p>Pub/Sub's ids are unique in their topic, so the event's id is a hash of the webhook and the
 * id. Without metadata an unwrapped message has none.
 */
final class GoogleParser implements WebhookParser {
  /** It repeats whatever is not acknowledged, a refusal too, for seven days. */
  static final SenderType TYPE =
      new SenderType(
          "google",
          "Google Artifact Registry",
          new GoogleParser(),
          OnUnreadable.ACCEPT,
          Patience.LASTING,
          List.of(Proof.TOKEN, Proof.PATH));

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    try {
      JsonNode root = JsonBody.read(body);
      Message message =
          root.path("message").isObject()
              ? Message.wrapped(root.path("message"))
              : Message.unwrapped(delivery, root);
      Findings findings = new Findings(delivery);
      read(delivery, message, findings);
      return findings.parsed();
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
  }

  private static void read(Delivery delivery, Message message, Findings findings) {
    String action = JsonBody.text(message.payload, "action");
    String tag = JsonBody.text(message.payload, "tag");
    String digest = JsonBody.text(message.payload, "digest");
    if (action == null || (tag == null && digest == null)) {
      findings.unreadable(
          "The message",
          "is none of Artifact Registry: it has no \"action\", or neither \"tag\" nor \"digest\"");
      return;
    }
    Name byTag = tag == null ? null : Name.ofTag(tag);
    Name byDigest = digest == null ? null : Name.ofDigest(digest);
    Name name = byDigest == null ? byTag : byDigest;
    boolean isWhole = (tag == null) == (byTag == null) && (digest == null) == (byDigest == null);
    if (name == null || !isWhole) {
      findings.unreadable("The message", "has a name that is not host/repository:tag or @digest");
    } else if (byTag != null && !name.isSameRepository(byTag)) {
      findings.unreadable("The message", "has a tag and a digest of two repositories");
    } else if (isGoogles(delivery.registryHost()) && !name.isAt(delivery.registryHost())) {
      findings.ignored(
          IgnoreReason.OTHER_REGISTRY, "The message is about a registry at " + name.host + ".");
    } else {
      read(action, claim(delivery, message, name.repository, byTag, byDigest), findings);
    }
  }

  private static void read(String action, Claim claim, Findings findings) {
    switch (action) {
      case "INSERT" -> findings.pushed(claim);
      case "DELETE" -> findings.deletedTagOrManifest(claim);
      default ->
          findings.ignored(IgnoreReason.OTHER_ACTION, "The message has the action " + action + ".");
    }
  }

  private static Claim claim(
      Delivery delivery,
      Message message,
      String repository,
      @Nullable Name byTag,
      @Nullable Name byDigest) {
    return new Claim(
        "The message",
        message.id == null ? null : EventId.hash(delivery.origin(), message.id).value(),
        repository,
        byTag == null ? null : byTag.pointer,
        byDigest == null ? null : byDigest.pointer,
        null,
        null,
        message.time);
  }

  private static boolean isGoogles(String host) {
    String name = Name.withoutPort(host);
    return name.endsWith(".pkg.dev") || name.equals("gcr.io") || name.endsWith(".gcr.io");
  }

  /** What Artifact Registry says, and what Pub/Sub says about it. */
  private record Message(JsonNode payload, @Nullable String id, @Nullable String time) {

    static Message wrapped(JsonNode message) throws NotJsonException {
      String id = JsonBody.text(message, "messageId");
      String time = JsonBody.text(message, "publishTime");
      return new Message(
          JsonBody.read(data(message)),
          id == null ? JsonBody.text(message, "message_id") : id,
          time == null ? JsonBody.text(message, "publish_time") : time);
    }

    static Message unwrapped(Delivery delivery, JsonNode payload) {
      return new Message(
          payload,
          delivery.header("x-goog-pubsub-message-id"),
          delivery.header("x-goog-pubsub-publish-time"));
    }

    private static byte[] data(JsonNode message) throws NotJsonException {
      String data = JsonBody.text(message, "data");
      if (data == null) {
        throw new NotJsonException("The message has no \"data\".");
      }
      try {
        return Base64.getDecoder().decode(data);
      } catch (IllegalArgumentException malformed) {
        throw new NotJsonException("The message's \"data\" is not base64.");
      }
    }
  }

  /** A name of the form {@code host/repository:tag} or {@code host/repository@digest}. */
  private record Name(String host, String repository, String pointer) {

    static @Nullable Name ofTag(String text) {
      return split(text, text.lastIndexOf(':'));
    }

    static @Nullable Name ofDigest(String text) {
      return split(text, text.lastIndexOf('@'));
    }

    private static @Nullable Name split(String text, int mark) {
      int slash = text.indexOf('/');
      return slash <= 0 || mark < text.lastIndexOf('/')
          ? null
          : new Name(
              text.substring(0, slash), text.substring(slash + 1, mark), text.substring(mark + 1));
    }

    boolean isSameRepository(Name other) {
      return host.equals(other.host) && repository.equals(other.repository);
    }

    boolean isAt(String configured) {
      return withoutPort(configured).equalsIgnoreCase(host);
    }

    static String withoutPort(String host) {
      int colon = host.indexOf(':');
      return colon < 0 ? host : host.substring(0, colon);
    }
  }
}
