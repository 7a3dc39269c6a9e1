package io.waybill.schemas.events;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tag, a manifest or a whole repository was deleted.
 *
 * @param id see {@link EventId}
 * @param repository where
 * @param tag the tag, or null where a manifest or the repository went
 * @param digest the manifest, or null where the sender does not say
 * @param actor who did it, where the sender says
 * @param occurredAt when, by the sender's clock, or when it was received
 * @param receivedAt when the gateway had it
 * @param origin {@code /webhooks/NAME}
 */
public record ImageDeleted(
    EventId id,
    Repository repository,
    @Nullable Tag tag,
    @Nullable Digest digest,
    @Nullable String actor,
    Instant occurredAt,
    Instant receivedAt,
    String origin)
    implements ImageEvent {}
