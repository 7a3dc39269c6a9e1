package io.waybill.api.migrate;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration that somebody asks for.
 *
 * @param id which
 * @param name what they call it
 * @param requestedBy who asks
 * @param askedAt when
 * @param parts what goes where, in the order in which it was given
 */
public record NewMigration(
    MigrationId id,
    @Nullable String name,
    String requestedBy,
    Instant askedAt,
    List<NewPart> parts) {

  /** Keeps a copy of the list. */
  public NewMigration {
    parts = List.copyOf(parts);
  }

  /**
   * One part: images of one repository that go to another.
   *
   * @param source the repository
   * @param target where they go: a repository, or a tag or digest of it where it is one image
   * @param targetRegistry its registry
   * @param request the scan that does it
   * @param digest the image, where it is one by its digest; no scan is needed for it
   */
  public record NewPart(
      Repository source,
      String target,
      String targetRegistry,
      ScanRequest request,
      @Nullable Digest digest) {}
}
