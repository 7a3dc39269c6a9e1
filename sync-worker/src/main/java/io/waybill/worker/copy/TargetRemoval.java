package io.waybill.worker.copy;

import io.waybill.registry.UnknownRegistryException;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.removal.Removal;
import io.waybill.registry.removal.RemovalReport;
import io.waybill.registry.removal.TagRemover;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.Trigger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries out tasks that remove their target, as far as the source is gone. */
final class TargetRemoval {
  private final TagRemover remover;

  TargetRemoval(TagRemover remover) {
    this.remover = remover;
  }

  /**
   * Removes the task's target.
   *
   * @return what was done; empty where the source is there, and is to be copied
   * @throws CopyFailure where it cannot be done, or must not
   */
  Optional<CopyReport> remove(SyncTask task) throws CopyFailure {
    if (!(task.source() instanceof TagReference source)
        || !(task.target() instanceof TagReference target)) {
      throw failed(
          Failure.of(
              FailureCode.DELETE_REFUSED,
              "Tried to delete " + task.target() + " but only tags are ever deleted."),
          null);
    }
    if (task.waitsForRelease()) {
      throw failed(
          Failure.of(
              FailureCode.DELETE_REFUSED,
              "Tried to delete " + target + " but the API has not let the task go."),
          null);
    }
    try {
      RemovalReport report =
          remover.remove(new Removal(source, target, expected(task), isLetGoByPerson(task)));
      return switch (report.outcome()) {
        case REMOVED -> Optional.of(report(CopyOutcome.REMOVED, report));
        case ALREADY_GONE -> Optional.of(report(CopyOutcome.ALREADY_GONE, report));
        case SOURCE_THERE -> Optional.empty();
      };
    } catch (RegistryException failure) {
      throw failed(failure.failure(), failure);
    } catch (UnknownRegistryException unknown) {
      throw failed(
          Failure.of(FailureCode.REGISTRY_UNKNOWN, String.valueOf(unknown.getMessage())), unknown);
    }
  }

  private static Set<Digest> expected(SyncTask task) {
    Deletion deletion = task.deletion();
    return deletion == null ? Set.of() : Set.copyOf(deletion.digestsLeft());
  }

  /** Who let the brake go, or replays, has looked; else a vanished repository is suspicious. */
  private static boolean isLetGoByPerson(SyncTask task) {
    Deletion deletion = task.deletion();
    return task.trigger() == Trigger.REPLAY || (deletion != null && deletion.releasedBy() != null);
  }

  private static CopyReport report(CopyOutcome outcome, RemovalReport removal) {
    return new CopyReport(
        outcome,
        Optional.empty(),
        removal.targetBefore(),
        Optional.empty(),
        Optional.empty(),
        Transfer.NONE,
        removal.phases(),
        List.of());
  }

  private static CopyFailure failed(Failure failure, @Nullable Throwable cause) {
    return new CopyFailure(
        failure,
        new CopyReport(
            CopyOutcome.INCOMPLETE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Transfer.NONE,
            Phases.NONE,
            List.of()),
        cause);
  }
}
