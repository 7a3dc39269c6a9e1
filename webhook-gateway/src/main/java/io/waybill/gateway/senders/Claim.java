package io.waybill.gateway.senders;

import org.jspecify.annotations.Nullable;

/**
 * What one entry of a body says about an image, in the sender's own words: nothing is checked yet.
 * {@link Findings} turns it into an event.
 *
 * @param where the entry, as a sentence names it: {@code events[2]}
 * @param id the sender's id of the event, the same on every delivery; null where it has none
 * @param repository the repository's path in the registry
 * @param tag the tag
 * @param digest the manifest's digest
 * @param mediaType the manifest's media type
 * @param actor who did it
 * @param time when: in RFC 3339, else it tells deliveries apart and is no time
 */
record Claim(
    String where,
    @Nullable String id,
    @Nullable String repository,
    @Nullable String tag,
    @Nullable String digest,
    @Nullable String mediaType,
    @Nullable String actor,
    @Nullable String time) {

  /** The same about another repository. */
  Claim withRepository(String path) {
    return new Claim(where, id, path, tag, digest, mediaType, actor, time);
  }

  /**
   * The same, of a sender that writes the digest where a push without a tag has none: no tag has a
   * colon.
   */
  Claim withDigestAsTagMoved() {
    return tag == null || tag.indexOf(':') < 0
        ? this
        : new Claim(
            where, id, repository, null, digest == null ? tag : digest, mediaType, actor, time);
  }
}
