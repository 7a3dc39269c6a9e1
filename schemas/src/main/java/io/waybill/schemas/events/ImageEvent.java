package io.waybill.schemas.events;

import io.waybill.schemas.names.Repository;
import java.time.Instant;

/** Something that may make work: a push, a deletion, or somebody's wish. */
public sealed interface ImageEvent permits ImagePushed, ImageDeleted, SyncRequested {
  /** The same on every delivery. */
  EventId id();

  /** The repository it happened in. */
  Repository repository();

  /** When it happened, by the sender's clock where the sender says so. */
  Instant occurredAt();

  /**
   * Where it came from, as the CloudEvents {@code source}: {@code /webhooks/NAME} or {@code /api}.
   */
  String origin();
}
