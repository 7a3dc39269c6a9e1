package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.SenderType.Proof;
import io.waybill.schemas.events.EventId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sender that the configuration describes: where a {@link Mapping} says that things are.
 *
 * <p>A tag with a colon is the digest of a push without a tag, as Harbor, zot and Gitea write it. A
 * deletion names a tag or a manifest: where it names neither, the mapping may as well be wrong, and
 * Waybill does not take that for the deletion of a repository.
 *
 * <p>The sender's id may be a mere number, and that of several entries. So the event's id is a hash
 * of it, of the webhook, and of what the entry is about.
 */
final class MappedParser implements WebhookParser {
  /** Nothing is known about it, so nothing is risked: it is never refused, and never waited for. */
  static final SenderType TYPE =
      new SenderType(
          "mapped",
          "a sender that the configuration describes",
          Optional.empty(),
          OnUnreadable.ACCEPT,
          Patience.NONE,
          List.of(
              Proof.AUTHORIZATION,
              Proof.HEADER,
              Proof.SIGNATURE,
              Proof.PATH,
              Proof.CERTIFICATE,
              Proof.TOKEN),
          Optional.of(BodySignature.sha256("X-Hub-Signature-256", "sha256=")),
          Optional.empty());

  private final Mapping mapping;

  MappedParser(Mapping mapping) {
    this.mapping = mapping;
  }

  @Override
  public ParsedWebhook parse(Delivery delivery, byte[] body) {
    JsonNode root;
    try {
      root = JsonBody.read(body);
    } catch (NotJsonException notJson) {
      return ParsedWebhook.unreadable(String.valueOf(notJson.getMessage()));
    }
    Findings findings = new Findings(delivery);
    if (mapping.events().isEmpty()) {
      read(delivery, root, "The body", findings);
      return findings.parsed();
    }
    String place = mapping.events().get();
    JsonNode entries = root.at(place);
    if (!entries.isArray()) {
      return ParsedWebhook.unreadable(
          "The body has no list at "
              + place
              + ", where webhooks."
              + delivery.webhook()
              + ".mapping.events says that the events are.");
    }
    if (entries.size() > Findings.MAX_ENTRIES) {
      return ParsedWebhook.tooMany(entries.size());
    }
    for (int index = 0; index < entries.size(); index++) {
      read(delivery, entries.path(index), place + "/" + index, findings);
    }
    return findings.parsed();
  }

  private void read(Delivery delivery, JsonNode entry, String where, Findings findings) {
    if (mapping.action().isEmpty()) {
      findings.pushed(claim(delivery, entry, where));
      return;
    }
    String action = text(entry, mapping.action());
    if (action == null) {
      findings.unreadable(
          where, "does not say what happened: nothing is at " + mapping.action().get());
    } else if (mapping.pushed().contains(action)) {
      findings.pushed(claim(delivery, entry, where));
    } else if (mapping.deleted().contains(action)) {
      findings.deletedTagOrManifest(claim(delivery, entry, where));
    } else {
      findings.ignored(IgnoreReason.OTHER_ACTION, where + " has the action " + action + ".");
    }
  }

  private Claim claim(Delivery delivery, JsonNode entry, String where) {
    String id = text(entry, mapping.id());
    String repository = text(entry, Optional.of(mapping.repository()));
    String tag = text(entry, mapping.tag());
    String digest = text(entry, mapping.digest());
    return new Claim(
            where,
            id == null ? null : hash(delivery.origin(), id, repository, tag, digest),
            repository,
            tag,
            digest,
            text(entry, mapping.mediaType()),
            text(entry, mapping.actor()),
            mapping.time().map(entry::at).map(JsonBody::time).orElse(null))
        .withDigestAsTagMoved();
  }

  private static String hash(@Nullable String... parts) {
    return EventId.hash(
            Stream.of(parts)
                .map(part -> Objects.requireNonNullElse(part, ""))
                .toArray(String[]::new))
        .value();
  }

  private static @Nullable String text(JsonNode entry, Optional<String> place) {
    return place.map(entry::at).map(JsonBody::scalar).orElse(null);
  }
}
