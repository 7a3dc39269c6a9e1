package io.waybill.registry.batch;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives up what cannot succeed. Where the first copies between two repositories are all refused, so
 * would be the rest; where that is so for the first repositories of two registries, or a registry
 * does not answer time after time, it is so for all that is left between them. One success shows
 * that there is hope. Safe for many threads.
 */
final class FailureBrake {
  private static final int REFUSALS = 3;
  private static final int SILENCES = 8;

  /** Refused because of who asks or where it is to go, not because of the image. */
  private static final Set<FailureCode> REFUSED =
      EnumSet.of(
          FailureCode.UNAUTHORIZED,
          FailureCode.DENIED,
          FailureCode.TARGET_REPOSITORY_MISSING,
          FailureCode.QUOTA_EXCEEDED);

  private static final Set<FailureCode> SILENT = EnumSet.of(FailureCode.NETWORK, FailureCode.TLS);

  private record Repositories(Repository source, Repository target) {}

  private record Registries(Registry source, Registry target) {}

  private static final class Tally {
    private int refusals;
    private int silences;
    private boolean hopeful;
    private @Nullable Failure verdict;
  }

  private final Map<Repositories, Tally> repositories = new HashMap<>();
  private final Map<Registries, Tally> registries = new HashMap<>();

  /** Why this copy need not be tried, where it need not. */
  synchronized Optional<Failure> findVerdict(Reference source, Reference target) {
    return Optional.ofNullable(between(registriesOf(source, target)).verdict)
        .or(() -> Optional.ofNullable(between(repositoriesOf(source, target)).verdict));
  }

  /** A copy came to its end. */
  synchronized void succeeded(Reference source, Reference target) {
    between(repositoriesOf(source, target)).hopeful = true;
    Tally all = between(registriesOf(source, target));
    all.hopeful = true;
    all.silences = 0;
  }

  /** A copy failed. */
  synchronized void failed(Reference source, Reference target, Failure failure) {
    Tally all = between(registriesOf(source, target));
    if (SILENT.contains(failure.code())) {
      all.silences++;
      if (all.silences >= SILENCES && all.verdict == null) {
        all.verdict = verdict(failure, all.silences);
      }
    } else if (REFUSED.contains(failure.code())) {
      all.silences = 0;
      refused(between(repositoriesOf(source, target)), all, failure);
    } else {
      // The registries answer: the image is what is wrong.
      all.silences = 0;
    }
  }

  private static void refused(Tally here, Tally all, Failure failure) {
    here.refusals++;
    if (here.hopeful || here.refusals < REFUSALS || here.verdict != null) {
      return;
    }
    here.verdict = verdict(failure, here.refusals);
    all.refusals++;
    if (!all.hopeful && all.refusals >= REFUSALS && all.verdict == null) {
      all.verdict = verdict(failure, REFUSALS * all.refusals);
    }
  }

  private static Failure verdict(Failure last, int times) {
    return new Failure(
        last.code(),
        "Not tried, because " + times + " copies before it had failed. The last: " + last.reason(),
        last.registryError(),
        last.hint(),
        null);
  }

  private Tally between(Repositories both) {
    return repositories.computeIfAbsent(both, b -> new Tally());
  }

  private Tally between(Registries both) {
    return registries.computeIfAbsent(both, b -> new Tally());
  }

  private static Repositories repositoriesOf(Reference source, Reference target) {
    return new Repositories(source.repository(), target.repository());
  }

  private static Registries registriesOf(Reference source, Reference target) {
    return new Registries(source.repository().registry(), target.repository().registry());
  }
}
