package io.waybill.registry.copy;

import io.waybill.registry.copy.CopyListener.BlobResult;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.protocol.BlobOutcome;
import io.waybill.registry.protocol.MountOutcome;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings one blob to the target with the fewest requests: nothing where it is known to be there, a
 * mount where another repository of the target has it, else a stream from the source. What broke
 * was gone on with below; what could not be, or arrived with wrong bytes, is begun again here.
 */
final class BlobCopier {
  /** What is known of a blob at the target before it is moved. */
  enum Presence {
    /** It is in the target repository. */
    PRESENT,
    /** Another repository of the target registry probably has it. */
    MOUNTABLE,
    /** The target has said that it is not there. */
    MISSING,
    /** Nobody has asked. */
    UNKNOWN
  }

  private final CopyJob job;

  BlobCopier(CopyJob job) {
    this.job = job;
  }

  /** Finds out where the blob stands, with no request where that is known. */
  Presence check(Descriptor blob) throws RegistryException {
    Repository target = job.target().name();
    if (job.parts().knowledge().isIn(target, blob.digest())) {
      return Presence.PRESENT;
    }
    if (findMountSource(blob.digest()).isPresent()) {
      return Presence.MOUNTABLE;
    }
    if (isNotWorthAsking(blob)) {
      return Presence.MISSING;
    }
    return switch (ask(target, blob.digest())) {
      case BlobOutcome.Present present -> {
        job.parts().knowledge().learn(target, blob.digest());
        yield Presence.PRESENT;
      }
      case BlobOutcome.Missing missing -> Presence.MISSING;
    };
  }

  private BlobOutcome ask(Repository target, Digest digest) throws RegistryException {
    return job.parts().questions().ask(target, digest, () -> job.target().checkBlob(digest));
  }

  /**
   * A repository that was not there a moment ago has no blobs, but for what a copy that was stopped
   * has left in it. A large one is worth a question even so; a small one is as quickly sent.
   */
  private boolean isNotWorthAsking(Descriptor blob) {
    return blob.size() >= 0
        && blob.size() <= job.parts().settings().smallBlob()
        && job.survey().filter(RepositorySurvey::isEmpty).isPresent();
  }

  /** Brings the blob to the target. */
  BlobResult copy(Descriptor blob, Presence presence)
      throws RegistryException, InterruptedException {
    try {
      return copyPatiently(blob, presence);
    } finally {
      job.interest().withdraw(blob.digest());
    }
  }

  private BlobResult copyPatiently(Descriptor blob, Presence presence)
      throws RegistryException, InterruptedException {
    Presence known = presence;
    for (int tries = 1; ; tries++) {
      BlobTransfer transfer = new BlobTransfer(job, blob);
      try {
        BlobResult result = copyOnce(blob, known, transfer);
        count(blob, result, transfer);
        job.listener().onBlobFinished(blob, result);
        return result;
      } catch (RegistryException failure) {
        Optional<Duration> wait = job.parts().clients().retries().findWait(failure, tries);
        if (wait.isEmpty()) {
          throw failure.asSpent();
        }
        job.listener().onBlobRestarted(blob, transfer.written());
        Thread.sleep(wait.get());
        // What is at the target after a broken upload, only the target can say.
        known = Presence.UNKNOWN;
      }
    }
  }

  private BlobResult copyOnce(Descriptor blob, Presence presence, BlobTransfer transfer)
      throws RegistryException, InterruptedException {
    if (presence == Presence.PRESENT) {
      return BlobResult.SKIPPED;
    }
    Repository target = job.target().name();
    try (BlobGate.Lease lease = job.parts().gate().enter(target.registry(), blob.digest())) {
      BlobResult result = copyInTurn(blob, presence, transfer, lease);
      // Before the turn is given back, or the next one would upload it again.
      job.parts().knowledge().learn(target, blob.digest());
      return result;
    }
  }

  private BlobResult copyInTurn(
      Descriptor blob, Presence presence, BlobTransfer transfer, BlobGate.Lease lease)
      throws RegistryException, InterruptedException {
    if (job.parts().knowledge().isIn(job.target().name(), blob.digest())) {
      // Another copy brought it while this one waited.
      return BlobResult.SKIPPED;
    }
    Optional<Repository> from = findMountSource(blob.digest());
    if (from.isPresent()) {
      return mount(blob, from.get(), transfer, lease);
    }
    if (presence != Presence.MISSING
        && job.target().checkBlob(blob.digest()) instanceof BlobOutcome.Present) {
      return BlobResult.SKIPPED;
    }
    if (presence == Presence.MISSING) {
      transfer.runSwiftly(lease);
    } else {
      transfer.run(lease);
    }
    return BlobResult.COPIED;
  }

  private BlobResult mount(
      Descriptor blob, Repository from, BlobTransfer transfer, BlobGate.Lease lease)
      throws RegistryException, InterruptedException {
    switch (job.target().mountBlob(blob.digest(), from)) {
      case MountOutcome.Mounted mounted -> {
        return BlobResult.MOUNTED;
      }
      case MountOutcome.SessionOpened opened -> {
        job.parts().knowledge().forget(from, blob.digest());
        transfer.runInto(opened.session(), lease);
      }
      case MountOutcome.Refused refused -> {
        job.parts().knowledge().forget(from, blob.digest());
        transfer.run(lease);
      }
    }
    return BlobResult.COPIED;
  }

  /** Inside one registry the source itself has it. */
  private Optional<Repository> findMountSource(Digest digest) {
    Repository source = job.source().name();
    Repository target = job.target().name();
    if (source.registry().equals(target.registry()) && !source.equals(target)) {
      return Optional.of(source);
    }
    return job.parts().knowledge().findElsewhere(target, digest);
  }

  private void count(Descriptor blob, BlobResult result, BlobTransfer transfer) {
    switch (result) {
      case COPIED -> job.tally().copied(transfer.written());
      case MOUNTED -> job.tally().mounted(blob);
      case SKIPPED -> job.tally().skipped(blob);
    }
  }
}
