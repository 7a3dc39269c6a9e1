package io.waybill.registry.removal;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.TagReference;
import java.util.Set;

/**
 * What is to be taken away, and when.
 *
 * @param source the tag that is said to be gone
 * @param target the tag that follows it
 * @param expected what the target tag may show to be taken away; anything else is somebody else's
 * @param unknownRepositoryIsGone whether a source repository that its registry does not know any
 *     more counts as gone with all its tags, because a person said so
 */
public record Removal(
    TagReference source,
    TagReference target,
    Set<Digest> expected,
    boolean unknownRepositoryIsGone) {

  /** Keeps a copy of the set. */
  public Removal {
    expected = Set.copyOf(expected);
  }
}
