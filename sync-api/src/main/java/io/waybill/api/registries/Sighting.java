package io.waybill.api.registries;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one try says of one registry.
 *
 * @param registry which
 * @param task of which task
 * @param at when
 * @param failure how it failed; null = it did not
 */
record Sighting(Registry registry, TaskId task, Instant at, @Nullable Failure failure) {

  private static final Set<AttemptOutcome> WELL =
      EnumSet.of(
          AttemptOutcome.COPIED,
          AttemptOutcome.ALREADY_PRESENT,
          AttemptOutcome.DELETED,
          AttemptOutcome.ALREADY_GONE);

  /** What the end of a try says of its registries. */
  static List<Sighting> of(SyncTask task, AttemptEnded end) {
    Registry source = task.source().repository().registry();
    Registry target = task.target().repository().registry();
    if (WELL.contains(end.outcome())) {
      return List.of(
          new Sighting(source, task.id(), end.at(), null),
          new Sighting(target, task.id(), end.at(), null));
    }
    Failure failure = end.failure();
    if (failure == null || failure.code().blame() == FailureCode.Blame.NOBODY) {
      return List.of();
    }
    return List.of(
        new Sighting(isOfSource(task, failure) ? source : target, task.id(), end.at(), failure));
  }

  /**
   * A failure does not say which registry it is of, but its reason names what was tried. Where that
   * is both ends, the task waits for the target.
   */
  private static boolean isOfSource(SyncTask task, Failure failure) {
    if (failure.code().blame() == FailureCode.Blame.SOURCE) {
      return true;
    }
    return names(failure, task.source()) && !names(failure, task.target());
  }

  private static boolean names(Failure failure, Reference image) {
    return failure.reason().contains(image.repository().toString());
  }

  /** Whether it is a failure of the registry itself, and not of one image or rule. */
  boolean isUnwell() {
    return failure != null
        && switch (failure.code()) {
          case TIMEOUT,
              NETWORK,
              UNAUTHORIZED,
              DENIED,
              QUOTA_EXCEEDED,
              RATE_LIMITED,
              TLS,
              REGISTRY_ERROR,
              REGISTRY_DOWN ->
              true;
          default -> false;
        };
  }
}
