package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import java.util.Optional;

/** What a copy has found out so far; kept apart, so that a failed copy can still tell. */
final class ReferenceProgress {
  private volatile Optional<Digest> source = Optional.empty();
  private volatile Optional<Digest> before = Optional.empty();
  private volatile Optional<Digest> after = Optional.empty();
  private volatile Optional<Tag> backupTag = Optional.empty();
  private volatile boolean rebuilt;

  void foundSource(Digest digest) {
    source = Optional.of(digest);
  }

  void foundBefore(Optional<Digest> digest) {
    before = digest;
  }

  void foundAfter(Optional<Digest> digest) {
    after = digest;
  }

  void madeBackup(Tag tag) {
    backupTag = Optional.of(tag);
  }

  /** Whether the target is to show another digest than the source: that of a new index. */
  void foundWanted(Digest wanted) {
    rebuilt = !source.equals(Optional.of(wanted));
  }

  boolean isRebuilt() {
    return rebuilt;
  }

  Optional<Digest> source() {
    return source;
  }

  Optional<Digest> before() {
    return before;
  }

  Optional<Digest> after() {
    return after;
  }

  Optional<Tag> backupTag() {
    return backupTag;
  }
}
