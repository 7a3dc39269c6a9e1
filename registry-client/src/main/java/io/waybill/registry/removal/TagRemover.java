package io.waybill.registry.removal;

import io.waybill.registry.UnknownRegistryException;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.DeleteOutcome;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.ManifestDeleter;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.removal.RemovalReport.Outcome;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.Phases;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes a target tag away whose source tag is gone. Never a tag whose source is there, that shows
 * what nobody expected, or with which something else would go: it fails with {@code DELETE_REFUSED}
 * rather than guess.
 *
 * <p>The source is looked at before and after: a push that comes in between may have found the
 * target as it should be, a moment before it was taken away. Then the outcome says that the source
 * is there, and whoever called has to copy it.
 *
 * <p>Safe for many threads. An interrupt stops it promptly, with {@code CANCELLED}.
 */
public final class TagRemover {
  private final RegistryClients clients;

  /** A remover over these clients, which stay the caller's to close. */
  public TagRemover(RegistryClients clients) {
    this.clients = clients;
  }

  /**
   * Removes the target tag, if its source is gone.
   *
   * @throws RegistryException where it cannot be done, or must not
   * @throws UnknownRegistryException where a registry is not known
   */
  public RemovalReport remove(Removal removal) throws RegistryException {
    return new Run(removal).run();
  }

  /** One removal. */
  private final class Run {
    private final Removal removal;
    private final TagReference target;
    private final SourceWitness witness;
    private final RegistryCaller caller;
    private final ManifestChecker checker;
    private final ManifestDeleter deleter;
    private final long begun = System.nanoTime();
    private long resolved = begun;
    private long checked = begun;
    private long deleted = begun;

    Run(Removal removal) {
      this.removal = removal;
      this.target = removal.target();
      this.witness =
          new SourceWitness(
              clients.getCaller(removal.source().repository().registry(), Side.SOURCE));
      this.caller = clients.getCaller(target.repository().registry(), Side.TARGET);
      this.checker = new ManifestChecker(caller);
      this.deleter = new ManifestDeleter(caller);
    }

    RemovalReport run() throws RegistryException {
      Optional<Digest> source = witness.find(removal.source(), removal.unknownRepositoryIsGone());
      resolved = System.nanoTime();
      if (source.isPresent()) {
        return report(Outcome.SOURCE_THERE, source, Optional.empty());
      }
      Optional<Digest> shown = checker.check(target).digest();
      checked = System.nanoTime();
      if (shown.isEmpty()) {
        return report(Outcome.ALREADY_GONE, source, shown);
      }
      requireExpected(shown.get());
      delete(shown.get());
      deleted = System.nanoTime();
      requireGone(shown.get());
      Optional<Digest> back = witness.look(removal.source());
      return report(back.isEmpty() ? Outcome.REMOVED : Outcome.SOURCE_THERE, back, shown);
    }

    private void requireExpected(Digest shown) throws RegistryException {
      if (removal.expected().contains(shown)) {
        return;
      }
      String known =
          removal.expected().isEmpty()
              ? "history does not know of any image that this rule put there"
              : "this rule left "
                  + removal.expected().stream()
                      .map(Digest::toString)
                      .sorted()
                      .collect(Collectors.joining(" or "))
                  + " there";
      throw RegistryException.because(
              FailureCode.DELETE_REFUSED,
              "delete " + target,
              "it shows " + shown + ", but " + known + ": it may be somebody else's",
              null)
          .asSpent();
    }

    private void delete(Digest shown) throws RegistryException {
      switch (deleter.delete(target)) {
        case DeleteOutcome.Accepted accepted -> {}
        case DeleteOutcome.Missing missing -> {}
        case DeleteOutcome.NotByTag byDigestAtMost -> {
          new DigestUsers(caller).requireNoOther(target, shown);
          var _ = deleter.delete(target.repository().digest(shown));
        }
      }
    }

    /** What was put there since is somebody's, and stays. */
    private void requireGone(Digest shown) throws RegistryException {
      if (checker.check(target).digest().equals(Optional.of(shown))) {
        throw RegistryException.because(
                FailureCode.REGISTRY_ERROR,
                "delete " + target,
                "the registry accepted it, but still shows the tag",
                null)
            .asSpent();
      }
    }

    private RemovalReport report(Outcome outcome, Optional<Digest> source, Optional<Digest> shown) {
      long now = System.nanoTime();
      return new RemovalReport(
          outcome,
          source,
          shown,
          new Phases(
              0,
              millis(begun, resolved),
              millis(resolved, checked),
              0,
              millis(checked, deleted),
              deleted == begun ? 0 : millis(deleted, now)));
    }

    private static long millis(long from, long to) {
      return Math.max(0, Math.round((to - from) / 1e6));
    }
  }
}
