package io.waybill.registry.accounts;

import io.waybill.registry.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks credential helpers, and keeps what they answer for a short time: starting a program for each
 * request would be slower than the request.
 */
final class KeptHelpers {
  private static final Duration KEPT = Duration.ofMinutes(5);

  /** A helper that hangs is waited for once by all who ask, and not by one after the other. */
  private static final Duration FAILURE_KEPT = Duration.ofSeconds(5);

  private record Question(String helper, String server) {}

  /** One question and its last answer; whoever asks first starts the program, others wait. */
  private static final class Kept {
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Credentials> answer = Optional.empty();
    private @Nullable Long askedAt;
    private @Nullable IOException failure;

    private boolean isFresh() {
      Duration most = failure == null ? KEPT : FAILURE_KEPT;
      return askedAt != null && System.nanoTime() - askedAt < most.toNanos();
    }

    private void ask(CredentialHelper program, String server) throws InterruptedException {
      try {
        answer = program.find(server);
        failure = null;
      } catch (IOException failed) {
        answer = Optional.empty();
        failure = failed;
      }
      askedAt = System.nanoTime();
    }

    private Optional<Credentials> get() throws IOException {
      if (failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      return answer;
    }
  }

  private final Map<String, String> environment;
  private final Map<Question, Kept> kept = new ConcurrentHashMap<>();

  KeptHelpers(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  Optional<Credentials> find(String helper, String server)
      throws IOException, InterruptedException {
    Kept entry = kept.computeIfAbsent(new Question(helper, server), question -> new Kept());
    entry.lock.lockInterruptibly();
    try {
      if (!entry.isFresh()) {
        entry.ask(new CredentialHelper(helper, environment), server);
      }
      return entry.get();
    } finally {
      entry.lock.unlock();
    }
  }

  /** What was answered is not taken any more. */
  void forget(Credentials refused) {
    kept.values()
        .forEach(
            entry -> {
              entry.lock.lock();
              try {
                if (entry.answer.equals(Optional.of(refused))) {
                  entry.askedAt = null;
                }
              } finally {
                entry.lock.unlock();
              }
            });
  }
}
