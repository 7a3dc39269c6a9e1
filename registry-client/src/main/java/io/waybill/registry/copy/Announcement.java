package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * What a source tag is said to have been moved to. docker distribution sends its notification when
 * it has stored the manifest and before it moves the tag ({@code registry/handlers/manifests.go},
 * {@code PutManifest}: the manifest service's {@code Put} notifies, {@code Tag} comes after it), so
 * who is quick sees the tag's old digest, or no tag at all, and would take it for what is wanted.
 *
 * @param digest what the tag is to point to
 * @param until until when the tag may lag behind; what it shows after that is what it is
 */
public record Announcement(Digest digest, Instant until) {
  /** Whether the tag may yet be moved to what was announced. */
  boolean isAheadOf(Optional<Digest> seen, Instant now) {
    return !seen.equals(Optional.of(digest)) && now.isBefore(until);
  }
}
