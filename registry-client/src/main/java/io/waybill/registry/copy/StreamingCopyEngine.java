package io.waybill.registry.copy;

import io.waybill.registry.UnknownRegistryException;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.feed.FeedSettings;
import io.waybill.registry.feed.SharedReads;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.TagLister;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The copy engine: bytes stream from the source to the target through one buffer a blob, so memory
 * does not grow with an image. Safe for many threads; copies at the same time share what is known
 * of the targets, upload a blob to one registry once, and read it from the source once.
 *
 * <p>Each copy runs on a virtual thread of its own, whoever calls, because an interrupt of a
 * virtual thread ends the socket that it waits for.
 */
public final class StreamingCopyEngine implements CopyEngine {
  /** What a stopped copy gets to cancel its uploads in. */
  private static final Duration CLEAN_UP = Duration.ofSeconds(15);

  private final EngineParts parts;

  /** An engine with the usual settings; the clients stay the caller's to close. */
  public StreamingCopyEngine(RegistryClients clients) {
    this(clients, CopySettings.DEFAULT);
  }

  /** An engine; the clients stay the caller's to close. */
  public StreamingCopyEngine(RegistryClients clients, CopySettings settings) {
    this(clients, settings, FeedSettings.usual());
  }

  /** An engine that shares what is read in another way. */
  StreamingCopyEngine(RegistryClients clients, CopySettings settings, FeedSettings feeds) {
    this.parts =
        new EngineParts(
            clients,
            settings,
            new BlobKnowledge(settings.blobsKnown()),
            new BlobQuestions(),
            new BlobGate(),
            new CompleteIndexes(),
            new RebuiltDigests(),
            new Surveys(),
            new SharedReads(feeds));
  }

  /**
   * Looks a repository over before many images are copied to it or from it: its tags are listed, a
   * request for each thousand of them, and copies ask less from then on. At a target that is for
   * tags that are not there, and for anything at all where the repository is new; at a source for
   * signatures, where there are none. Never fails: what cannot be listed is asked for one by one.
   *
   * @param side which end of the copies the repository is
   */
  public void survey(Repository repository, Side side) {
    Set<Tag> tags = new HashSet<>();
    boolean empty = false;
    try {
      new TagLister(parts.clients().getCaller(repository.registry(), side))
          .list(repository, tags::add);
    } catch (RegistryException failure) {
      if (!TagLister.isRepositoryUnknown(failure)) {
        return;
      }
      empty = true;
    } catch (UnknownRegistryException unknown) {
      // The copies will say so.
      return;
    }
    parts.surveys().learn(repository, new RepositorySurvey(tags, empty));
  }

  @Override
  public CopyReport copy(CopyRequest request, CopyListener listener) throws CopyFailure {
    CopyAttempt attempt = new CopyAttempt(parts, request, listener);
    FutureTask<CopyReport> task = new FutureTask<>(attempt::run);
    Thread worker = Thread.ofVirtual().name("copy " + request.target()).start(task);
    try {
      return request.timeout().isEmpty()
          ? task.get()
          : task.get(request.timeout().get().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failure(request, attempt, failed.getCause());
    } catch (TimeoutException late) {
      stop(worker);
      throw failure(
          attempt,
          Failure.of(
              FailureCode.TIMEOUT,
              "Tried to copy "
                  + request.source()
                  + " to "
                  + request.target()
                  + " but it was not done within "
                  + request.timeout().map(Duration::toSeconds).orElse(0L)
                  + " seconds."),
          late);
    } catch (InterruptedException stopped) {
      stop(worker);
      Thread.currentThread().interrupt();
      throw failure(attempt, cancelled(request), stopped);
    }
  }

  /** Interrupts the copy and waits until it has cleaned up. */
  private static void stop(Thread worker) {
    worker.interrupt();
    try {
      worker.join(CLEAN_UP);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  private static CopyFailure failure(
      CopyRequest request, CopyAttempt attempt, @Nullable Throwable cause) {
    Failure failure =
        switch (cause) {
          case RegistryException known -> known.failure();
          case UnknownRegistryException unknown ->
              Failure.of(FailureCode.REGISTRY_UNKNOWN, String.valueOf(unknown.getMessage()));
          case InterruptedException stopped -> cancelled(request);
          case null, default ->
              Failure.of(
                  FailureCode.INTERNAL,
                  "Tried to copy "
                      + request.source()
                      + " to "
                      + request.target()
                      + " but Waybill itself failed: "
                      + cause);
        };
    return failure(attempt, failure, cause);
  }

  private static CopyFailure failure(
      CopyAttempt attempt, Failure failure, @Nullable Throwable cause) {
    return new CopyFailure(failure, attempt.report(CopyOutcome.INCOMPLETE), cause);
  }

  private static Failure cancelled(CopyRequest request) {
    return Failure.of(
        FailureCode.CANCELLED,
        "The copy of " + request.source() + " to " + request.target() + " was stopped.");
  }
}
