package io.waybill.schemas.events;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A manifest was pushed.
 *
 * @param id see {@link EventId}
 * @param repository where, with the registry that the webhook's configuration names
 * @param tag the tag, or null for a push by digest
 * @param digest the digest, or null where the sender does not say (the tag may have moved since)
 * @param mediaType the manifest's, where the sender says
 * @param actor who pushed, where the sender says
 * @param occurredAt when, by the sender's clock, or when it was received
 * @param receivedAt when the gateway had it
 * @param origin {@code /webhooks/NAME}
 */
public record ImagePushed(
    EventId id,
    Repository repository,
    @Nullable Tag tag,
    @Nullable Digest digest,
    @Nullable String mediaType,
    @Nullable String actor,
    Instant occurredAt,
    Instant receivedAt,
    String origin)
    implements ImageEvent {

  /** Refuses a push of nothing. */
  public ImagePushed {
    if (tag == null && digest == null) {
      throw new IllegalArgumentException("a push names a tag, a digest, or both");
    }
  }

  /** The pushed tag; empty for a push by digest. */
  public Optional<TagReference> findTagged() {
    return tag == null ? Optional.empty() : Optional.of(repository.tag(tag));
  }

  /** What was pushed: the tag where there is one, else the digest. */
  public Reference reference() {
    return tag != null ? repository.tag(tag) : new DigestReference(repository, requireDigest());
  }

  private Digest requireDigest() {
    if (digest == null) {
      throw new IllegalStateException("a push names a tag, a digest, or both");
    }
    return digest;
  }
}
