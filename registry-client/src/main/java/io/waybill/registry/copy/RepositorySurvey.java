package io.waybill.registry.copy;

import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.units.Deadline;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What one look at a repository's list of tags has shown. It saves requests whose answer it gives
 * already, and only such as do no harm where it is out of date: what is put because it was thought
 * missing is put once more, and a tag that is protected is looked at again before it is put. Safe
 * for many threads.
 */
final class RepositorySurvey {
  private static final Duration TRUSTED = Duration.ofMinutes(30);

  private final Deadline trusted = Deadline.in(TRUSTED);
  private final boolean empty;
  private final boolean referrers;
  private final int listed;

  /** Those listed, and those that copies of this engine have dealt with since. */
  private final Set<Tag> tags;

  /** Manifests that copies of this engine have put since. */
  private final Set<Digest> put = new HashSet<>();

  /**
   * What a list has shown.
   *
   * @param tags the tags in it; this object's from now on
   * @param empty whether the registry says that there is no such repository
   */
  RepositorySurvey(Set<Tag> tags, boolean empty) {
    this.tags = tags;
    this.empty = empty;
    this.listed = tags.size();
    this.referrers = tags.stream().anyMatch(ReferrersLister::isDigestTag);
  }

  boolean isFresh() {
    return !trusted.isOver();
  }

  /** How many tags were listed. */
  int listed() {
    return listed;
  }

  /** Whether there was no such repository, so that its blobs need not be asked for. */
  boolean isEmpty() {
    return empty;
  }

  /** Whether a tag is listed. */
  synchronized boolean lists(Tag tag) {
    return tags.contains(tag);
  }

  /** Whether a tag is listed that says that something is signed or otherwise referred to. */
  boolean listsReferrers() {
    return referrers;
  }

  /** Whether the tag is known to be missing; true once, for then it is being put. */
  synchronized boolean takeAbsent(Tag tag) {
    return tags.add(tag);
  }

  /** Whether the manifest is known to be missing. */
  synchronized boolean lacks(Digest manifest) {
    return empty && !put.contains(manifest);
  }

  synchronized void learnPut(Digest manifest) {
    if (empty) {
      put.add(manifest);
    }
  }
}
