package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.feed.RecentContent;
import io.waybill.registry.protocol.BlobOutcome;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import java.time.Duration;

/**
 * Asks targets whether they have a blob, once for the copies that want to know it at about the same
 * time: the first images of a batch all begin with the same base layers. That a blob is missing is
 * believed for a moment only; where it is brought meanwhile by this engine, {@link BlobKnowledge}
 * knows better, and by another one, it is sent once too often. Safe for many threads.
 */
final class BlobQuestions {
  /** The copies that begin together have asked by then, a long line between or not. */
  private static final Duration KEPT = Duration.ofSeconds(2);

  private static final int MOST = 10_000;

  private record Question(Repository repository, Digest digest) {
    @Override
    public String toString() {
      return digest + " of " + repository;
    }
  }

  /** A blob that is there is not kept here, but in the knowledge. */
  private final RecentContent<Question, BlobOutcome> answers =
      new RecentContent<>(
          MOST, KEPT, outcome -> outcome instanceof BlobOutcome.Missing ? 1 : MOST + 1);

  /** Whether the target has the blob, as the question put now or a moment ago was answered. */
  BlobOutcome ask(Repository target, Digest digest, RecentContent.Loader<BlobOutcome> question)
      throws RegistryException {
    return answers.get(new Question(target, digest), question);
  }
}
