package io.waybill.schemas.rules;

import io.waybill.schemas.names.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The newest tags of one repository, by what their names say: registries do not tell when a tag was
 * moved, and to ask for each image's date would cost requests for each tag.
 *
 * <p>Tags that are versions are newer than those that are not, the higher the newer. Among the
 * others the last in natural order is the newest: {@code build-10} after {@code build-9}, {@code
 * 20261122} after {@code 20261121}.
 *
 * <p>It keeps no more tags than are asked for, whatever the number of those that are offered. One
 * thread's.
 */
public final class LatestTags {
  /** The most tags that a rule can ask for. */
  public static final int MAX = 10_000;

  /** Older tags first. */
  public static final Comparator<Tag> BY_AGE = Comparator.comparing(Ranked::of, Ranked::compareTo);

  private final int wanted;
  private final PriorityQueue<Ranked> newest = new PriorityQueue<>();

  /**
   * A selection with nothing in it.
   *
   * @param wanted how many tags; from 1 to {@link #MAX}
   */
  public LatestTags(int wanted) {
    if (wanted < 1 || wanted > MAX) {
      throw new IllegalArgumentException("latest must be from 1 to " + MAX + ", not " + wanted);
    }
    this.wanted = wanted;
  }

  /** Looks at a tag; each tag is offered once. */
  public void offer(Tag tag) {
    newest.add(Ranked.of(tag));
    if (newest.size() > wanted) {
      newest.remove();
    }
  }

  /** The newest of the tags that were offered, the newest first. */
  public List<Tag> newestFirst() {
    List<Ranked> sorted = new ArrayList<>(newest);
    sorted.sort(Comparator.reverseOrder());
    return sorted.stream().map(Ranked::tag).toList();
  }

  /**
   * A tag, and the version that it is.
   *
   * @param version the lowest of all where it is none
   */
  private record Ranked(Tag tag, boolean isVersion, Version version) implements Comparable<Ranked> {
    private static final Version NONE = Version.before(0, 0, 0);

    static Ranked of(Tag tag) {
      return Version.parse(tag.name())
          .map(version -> new Ranked(tag, true, version))
          .orElseGet(() -> new Ranked(tag, false, NONE));
    }

    @Override
    public int compareTo(Ranked other) {
      int byKind = Boolean.compare(isVersion, other.isVersion);
      int byVersion = byKind != 0 ? byKind : version.compareTo(other.version);
      return byVersion != 0 ? byVersion : NaturalOrder.compare(tag.name(), other.tag.name());
    }
  }
}
