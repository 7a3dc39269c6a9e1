package io.waybill.registry.clouds;

import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cloud's login and asks for a new one when a tenth of its life is left. Where the cloud
 * cannot be had then, the old one is used to its end.
 */
public final class KeptLogin implements CredentialSource {
  private static final Logger log = LoggerFactory.getLogger(KeptLogin.class);

  /** How long a refusal of the cloud is believed: a burst of requests asks it once. */
  private static final Duration FAILURE_KEPT = Duration.ofSeconds(5);

  /** A login that is refused so soon after it was fetched is not refused for its age. */
  private static final Duration NEW = Duration.ofSeconds(30);

  /**
   * A cloud that does not say how long, or a clock that is ahead, is no reason to ask each time.
   */
  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);

  private record Kept(CloudLogin.Login login, Instant since, Instant renewAt) {}

  private record Failed(RegistryException why, Instant until) {}

  private final CloudLogin cloud;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Kept kept;
  private @Nullable Failed failed;

  /** Asks the cloud when it is asked. */
  public KeptLogin(CloudLogin cloud) {
    this(cloud, InstantSource.system());
  }

  KeptLogin(CloudLogin cloud, InstantSource clock) {
    this.cloud = cloud;
    this.clock = clock;
  }

  @Override
  public Optional<Credentials> find() throws RegistryException {
    Kept now = kept;
    if (now == null || !clock.instant().isBefore(now.renewAt())) {
      now = renew();
    }
    return Optional.of(now.login().account());
  }

  @Override
  public void refused(Credentials account) {
    Kept now = kept;
    if (now != null
        && now.login().account().equals(account)
        && clock.instant().isAfter(now.since().plus(NEW))) {
      kept = null;
    }
  }

  @Override
  public String origin() {
    return cloud.origin();
  }

  private Kept renew() throws RegistryException {
    enter();
    try {
      Instant asked = clock.instant();
      Kept old = kept;
      if (old != null && asked.isBefore(old.renewAt())) {
        return old;
      }
      Failed before = failed;
      boolean usable = old != null && asked.isBefore(old.login().endsAt());
      if (before != null && asked.isBefore(before.until())) {
        if (usable && old != null) {
          return old;
        }
        throw before.why();
      }
      try {
        CloudLogin.Login login = cloud.pull();
        Duration said = Duration.between(asked, login.endsAt());
        Duration life = said.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : said;
        Kept fresh = new Kept(login, asked, asked.plus(life.multipliedBy(9).dividedBy(10)));
        kept = fresh;
        failed = null;
        return fresh;
      } catch (RegistryException failure) {
        if (failure.code() != FailureCode.CANCELLED) {
          failed = new Failed(failure, asked.plus(FAILURE_KEPT));
        }
        if (usable && old != null) {
          log.warn(
              "The old login is used on until {}: {}", old.login().endsAt(), failure.getMessage());
          return old;
        }
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private void enter() throws RegistryException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw RegistryException.because(
              FailureCode.CANCELLED, "log in (" + origin() + ")", "the copy was stopped", stopped)
          .asSpent();
    }
  }
}
