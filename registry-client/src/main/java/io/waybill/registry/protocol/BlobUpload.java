package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryMemory.Ability;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way into a registry: in one request where it is small, in parts where it is
 * large. After a request that broke it asks how much has arrived and goes on from there, and begins
 * again in a new session only where the registry cannot say. For one thread, once.
 */
final class BlobUpload {
  /** The body limit of proxies that nobody has configured (nginx, client_max_body_size). */
  private static final long SMALLEST_BODY = 1024 * 1024;

  /** Something that the registry is sent. */
  private enum Step {
    /** One part of several. */
    PART,
    /** All bytes, or all that are left of an unknown number. */
    WHOLE,
    /** All bytes with the commit. */
    PUT,
    /** The commit of what was sent before. */
    COMMIT;

    boolean commits() {
      return this == PUT || this == COMMIT;
    }
  }

  /** What can be done after a step that failed. */
  private enum Remedy {
    /** Send on from {@code offset}. */
    GO_ON,
    /** Send all of it into a new session. */
    BEGIN_AGAIN,
    /** Nothing: only the answer was lost. */
    DONE
  }

  private final RegistryCaller caller;
  private final Repository repository;
  private final Digest digest;
  private final BlobContent content;
  private final UploadLimits limits;
  private final UploadProgress progress;
  private final Perseverance perseverance;
  private final UploadFaults faults;
  private final byte[] buffer;

  /** Becomes known with the last byte. */
  private long size;

  /** How many bytes the registry has said to have; the content stands there between two steps. */
  private long offset;

  /** How many bytes the progress was told of. */
  private long told;

  private boolean complete;
  private boolean resumed;
  private boolean distrusted;
  private @Nullable ContentBody body;

  BlobUpload(
      RegistryCaller caller,
      Repository repository,
      Digest digest,
      BlobContent content,
      UploadLimits limits,
      UploadProgress progress) {
    this.caller = caller;
    this.repository = repository;
    this.digest = digest;
    this.content = content;
    this.limits = limits;
    this.progress = progress;
    this.perseverance = new Perseverance(caller.retries());
    this.faults = new UploadFaults(caller.memory());
    this.size = content.size();
    int through = size < 0 ? ContentBody.SLICE : Math.clamp(size, 1, ContentBody.SLICE);
    this.buffer = new byte[content instanceof MemoryContent ? 1 : through];
  }

  /**
   * Brings the blob there.
   *
   * @param opened where to, if the registry has opened a session already; ended here in any case
   */
  void run(@Nullable UploadSession opened) throws RegistryException {
    UploadSession next = opened;
    while (true) {
      try (UploadSession session =
          next == null ? new BlobUploader(caller).open(repository) : next) {
        if (fill(session)) {
          return;
        }
      }
      next = null;
      goOnFrom(0);
      resumed = false;
    }
  }

  /**
   * Writes and commits.
   *
   * @return whether the blob is there; if not, it needs another session
   */
  private boolean fill(UploadSession session) throws RegistryException {
    while (true) {
      Step step = nextStep(session);
      try {
        take(step, session);
        if (step.commits()) {
          return true;
        }
      } catch (RegistryException failure) {
        switch (remedy(step, session, failure)) {
          case GO_ON -> {}
          case BEGIN_AGAIN -> {
            return false;
          }
          case DONE -> {
            session.forget();
            return true;
          }
        }
      }
    }
  }

  private Step nextStep(UploadSession session) {
    if (complete) {
      return Step.COMMIT;
    }
    if (size < 0) {
      return Step.WHOLE;
    }
    boolean onlyWhole = caller.memory().lacks(Ability.PARTS);
    if (offset == 0 && (size <= limits.inOnePut() || onlyWhole)) {
      return Step.PUT;
    }
    return offset == 0 && size <= partLength(session) ? Step.WHOLE : Step.PART;
  }

  private void take(Step step, UploadSession session) throws RegistryException {
    switch (step) {
      case PART -> writePart(session, Math.min(partLength(session), size - offset));
      case WHOLE -> {
        session.write(digest, newBody(size < 0 ? -1 : size - offset));
        offset += requireWritten();
        size = offset;
        complete = true;
      }
      case PUT -> session.commit(digest, newBody(size));
      case COMMIT -> session.commit(digest);
    }
  }

  private void writePart(UploadSession session, long length) throws RegistryException {
    OptionalLong taken = session.writePart(digest, offset, newBody(length));
    if (offset > 0) {
      caller.memory().learn(Ability.PARTS, true);
    }
    long expected = offset + requireWritten();
    if (taken.isPresent() && taken.getAsLong() > offset && taken.getAsLong() < expected) {
      goOnFrom(taken.getAsLong());
      resumed = true;
    } else {
      offset = expected;
    }
    complete = offset == size;
  }

  private Remedy remedy(Step step, UploadSession session, RegistryException failure)
      throws RegistryException {
    ContentBody sent = step == Step.COMMIT ? null : body;
    if (sent != null) {
      sent.requireContent();
    }
    if (step.commits() && failure.code() == FailureCode.DIGEST_MISMATCH && resumed) {
      // The bytes were verified here: what the registry put together from several requests is not
      // what it was sent.
      distrusted = true;
      return Remedy.BEGIN_AGAIN;
    }
    long length = sent == null ? 0 : sent.length();
    if (failure.hasStatus(413)
        && step != Step.PUT
        && length / 4 >= session.leastPart()
        && length > SMALLEST_BODY) {
      caller.memory().learnLargestBody(Math.max(SMALLEST_BODY, length / 4));
    } else if ((step == Step.PART && faults.isPartRefused(failure))
        || (step == Step.WHOLE && faults.isPatchRefused(failure))) {
      return Remedy.BEGIN_AGAIN;
    } else if (!faults.isTokenEnded(failure, offset)) {
      perseverance.pauseOrGiveUp(failure, offset);
    }
    return ask(step, session, failure);
  }

  /** Finds out what has arrived, from a registry that may be hard to reach just now. */
  private Remedy ask(Step step, UploadSession session, RegistryException failure)
      throws RegistryException {
    while (true) {
      try {
        if (step.commits() && isThere()) {
          return Remedy.DONE;
        }
        if (distrusted || caller.memory().lacks(Ability.PARTS)) {
          return Remedy.BEGIN_AGAIN;
        }
        OptionalLong received = session.findReceived(digest);
        ContentBody sent = complete ? null : body;
        long given = sent == null ? 0 : sent.written();
        if (received.isEmpty()
            || received.getAsLong() > offset + given
            || (received.getAsLong() == 0 && given > 0 && failure.answer().isEmpty())) {
          faults.lost(failure, step == Step.PART);
          return Remedy.BEGIN_AGAIN;
        }
        boolean agreed = received.getAsLong() == offset;
        if (step == Step.PART && agreed && faults.isPartRefusedAt(failure)) {
          return Remedy.BEGIN_AGAIN;
        }
        goOnFrom(received.getAsLong());
        resumed = true;
        return Remedy.GO_ON;
      } catch (RegistryException again) {
        perseverance.pauseOrGiveUp(again, offset);
      }
    }
  }

  private boolean isThere() throws RegistryException {
    return new BlobChecker(caller).check(repository, digest) instanceof BlobOutcome.Present present
        && (present.size() < 0 || size < 0 || present.size() == size);
  }

  private void goOnFrom(long received) throws RegistryException {
    content.rewind(received);
    offset = received;
    complete = size >= 0 && offset == size;
    long lost = told - received;
    told = received;
    if (lost > 0) {
      progress.onLost(lost);
    } else if (lost < 0) {
      // The request broke in the middle of a write.
      progress.onWritten((int) -lost);
    }
  }

  private ContentBody newBody(long length) {
    ContentBody next =
        new ContentBody(
            content,
            length,
            buffer,
            count -> {
              told += count;
              progress.onWritten(count);
            });
    body = next;
    return next;
  }

  /** A registry that answers well before it has all of the body has not understood it. */
  private long requireWritten() throws RegistryException {
    ContentBody sent = body;
    if (sent == null) {
      throw new IllegalStateException("Nothing was written");
    }
    if (sent.length() >= 0 && sent.written() < sent.length()) {
      throw RegistryException.because(
          FailureCode.NETWORK,
          "upload the blob " + digest + " to " + repository,
          "the registry answered after " + sent.written() + " of " + sent.length() + " bytes",
          null);
    }
    return sent.written();
  }

  private long partLength(UploadSession session) {
    return Math.max(session.leastPart(), Math.min(limits.part(), caller.memory().largestBody()));
  }
}
