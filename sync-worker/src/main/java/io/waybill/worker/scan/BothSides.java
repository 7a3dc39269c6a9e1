package io.waybill.worker.scan;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.ListPage;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.TagLister;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at sources and targets, with as few requests as will do: a target's list of tags, where it
 * is one page, tells which tags need no look at all. What was seen is kept until the step is over;
 * safe for the threads of one step.
 */
final class BothSides {
  /** With these, the next request to the same repository would fail as well. */
  private static final Set<FailureCode> CATCHING =
      EnumSet.of(
          FailureCode.NETWORK,
          FailureCode.TIMEOUT,
          FailureCode.TLS,
          FailureCode.UNAUTHORIZED,
          FailureCode.DENIED,
          FailureCode.RATE_LIMITED,
          FailureCode.CANCELLED);

  /** Names in a list from which on it costs more than the questions that it saves. */
  private static final int LONG = 5_000;

  private final RegistryClients clients;
  private final LongLists longLists;
  private final boolean areListed;
  private final Map<TagReference, Optional<Digest>> sources = new ConcurrentHashMap<>();

  /** The tags of target repositories, as far as they matter; empty = there are too many. */
  private final Map<Repository, Optional<Set<Tag>>> listed = new ConcurrentHashMap<>();

  /** Repositories that fail whatever is asked of them, in this run of the step. */
  private final Map<Repository, RegistryException> broken = new ConcurrentHashMap<>();

  /**
   * Both sides of some images.
   *
   * @param areListed whether the sources are known to be there
   */
  BothSides(RegistryClients clients, LongLists longLists, boolean areListed) {
    this.clients = clients;
    this.longLists = longLists;
    this.areListed = areListed;
  }

  /** What failed before may work now. */
  void beginAgain() {
    broken.clear();
  }

  /** Lists the target repository, if that saves more than one request. */
  void prepare(Repository target, Set<Tag> wanted) throws RegistryException {
    if (wanted.size() < 2 || listed.containsKey(target) || longLists.contains(target)) {
      return;
    }
    try {
      ListPage<Tag> page =
          asked(
              target,
              () ->
                  new TagLister(clients.getCaller(target.registry(), Side.TARGET))
                      .page(target, Optional.empty(), wanted::contains));
      if (page.next().isPresent() || page.listed() > LONG) {
        longLists.add(target);
      }
      listed.put(
          target,
          page.next().isPresent()
              ? Optional.empty()
              : Optional.of(Set.copyOf(new HashSet<>(page.entries()))));
    } catch (RegistryException failure) {
      if (TagLister.isRepositoryUnknown(failure)) {
        listed.put(target, Optional.of(Set.of()));
      } else if (CATCHING.contains(failure.code())) {
        throw failure;
      }
      // A registry that cannot list may be asked for each tag.
    }
  }

  /** Compares; says what failed where nobody can say. */
  Comparison compare(Pair pair) {
    try {
      Optional<Digest> target = findTarget(pair);
      if (target.isEmpty() && areListed) {
        return new Comparison.Absent(Optional.empty());
      }
      Optional<Digest> source = findSource(pair.source());
      if (source.isEmpty()) {
        return new Comparison.Failed(
            Failure.of(
                FailureCode.SOURCE_NOT_FOUND,
                "Tried to compare %s with %s but the source has no such tag (any more)."
                    .formatted(pair.source(), pair.target())));
      }
      if (target.isEmpty()) {
        return new Comparison.Absent(source);
      }
      return source.equals(target)
          ? new Comparison.Equal()
          : new Comparison.Different(source.get(), target.get());
    } catch (RegistryException failure) {
      return new Comparison.Failed(failure.failure());
    }
  }

  private Optional<Digest> findTarget(Pair pair) throws RegistryException {
    Repository repository = pair.target().repository();
    Optional<Set<Tag>> tags = listed.getOrDefault(repository, Optional.empty());
    if (tags.isPresent()
        && pair.target() instanceof TagReference tagged
        && !tags.get().contains(tagged.tag())) {
      return Optional.empty();
    }
    return asked(
        repository,
        () ->
            new ManifestChecker(clients.getCaller(repository.registry(), Side.TARGET))
                .check(pair.target())
                .digest());
  }

  /** What the source is now; asked once for all its targets. */
  Optional<Digest> findSource(TagReference source) throws RegistryException {
    Optional<Digest> known = sources.get(source);
    if (known != null) {
      return known;
    }
    Optional<Digest> digest =
        asked(
            source.repository(),
            () ->
                new ManifestChecker(clients.getCaller(source.repository().registry(), Side.SOURCE))
                    .check(source)
                    .digest());
    sources.put(source, digest);
    return digest;
  }

  /** A question to a registry. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws RegistryException;
  }

  private <T> T asked(Repository repository, Question<T> question) throws RegistryException {
    RegistryException known = broken.get(repository);
    if (known != null) {
      throw known;
    }
    try {
      return question.ask();
    } catch (RegistryException failure) {
      if (CATCHING.contains(failure.code())) {
        broken.putIfAbsent(repository, failure);
      }
      throw failure;
    }
  }
}
