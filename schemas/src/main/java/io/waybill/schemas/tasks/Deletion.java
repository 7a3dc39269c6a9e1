package io.waybill.schemas.tasks;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.NamePattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task that removes its target knows besides. A planner makes it {@code held}: it is on no
 * queue until the API, which knows what else the rule deletes, lets it go.
 *
 * @param held whether it waits to be let go; null = no
 * @param left the digests that the target may show: what the rule's own tasks left there, as far as
 *     history knows, and what the event says the source was. Anything else stays; null = none
 * @param wholeRepository whether the event said that the repository went with all its tags; null =
 *     no
 * @param releasedBy who let it go, where somebody had to be asked; null where nobody was
 */
public record Deletion(
    @Nullable Boolean held,
    @Nullable List<Digest> left,
    @Nullable Boolean wholeRepository,
    @Nullable String releasedBy) {

  /** One that waits. */
  public static final Deletion HELD = new Deletion(true, null, null, null);

  /** Writes what is not so and what is left out the same way. */
  public Deletion {
    held = Boolean.TRUE.equals(held) ? true : null;
    left = left == null || left.isEmpty() ? null : List.copyOf(left);
    wholeRepository = Boolean.TRUE.equals(wholeRepository) ? true : null;
  }

  /** The same, held, of a repository that is said to have gone as a whole. */
  public static Deletion ofWholeRepository() {
    return new Deletion(true, null, true, null);
  }

  /** Why the target of a deleted tag stays, although its rule propagates deletes. */
  public static Failure keptBy(
      NamePattern protection, String ruleName, Reference source, Reference target) {
    return Failure.of(
        FailureCode.TAG_PROTECTED,
        "The tag "
            + source
            + " was deleted, but "
            + target
            + " stays: deletes.protectTags of the rule "
            + ruleName
            + " protects it ("
            + protection
            + ").");
  }

  /** Whether it waits to be let go. */
  public boolean waits() {
    return held != null;
  }

  /** Whether the event said that the repository went with all its tags. */
  public boolean concernsWholeRepository() {
    return wholeRepository != null;
  }

  /** The digests that the target may show. */
  public List<Digest> digestsLeft() {
    return left == null ? List.of() : left;
  }

  /**
   * The same, let go.
   *
   * @param by who did, where somebody had to be asked
   */
  public Deletion released(@Nullable String by) {
    return new Deletion(null, left, wholeRepository, by);
  }

  /** The same, asked for again by a person, who has looked: it waits for the gate once more. */
  public Deletion again() {
    return new Deletion(true, left, null, null);
  }

  /** The same with what history knows. */
  public Deletion withLeft(List<Digest> digests) {
    return new Deletion(held, digests, wholeRepository, releasedBy);
  }
}
