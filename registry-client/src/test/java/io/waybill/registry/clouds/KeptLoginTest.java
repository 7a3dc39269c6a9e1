package io.waybill.registry.clouds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a cloud is asked again. */
final class KeptLoginTest {
  private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private volatile boolean broken;
  private volatile Duration life = Duration.ofHours(12);
  private volatile int pulls;
  private final KeptLogin kept = new KeptLogin(new Cloud(), () -> now);

  /** Gives out accounts for twelve hours, usually. */
  private final class Cloud implements CloudLogin {
    @Override
    public Login pull() throws RegistryException {
      int pull = countPull();
      if (broken) {
        throw RegistryException.because(FailureCode.NETWORK, "log in", "it is away", null);
      }
      return new Login(account(pull), now.plus(life));
    }

    @Override
    public String origin() {
      return "a cloud";
    }
  }

  private synchronized int countPull() {
    return ++pulls;
  }

  private static Credentials account(int pull) {
    return new Credentials.Password("me", "p" + pull);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void asksOnceForManyAndAgainWhenATenthOfItsLifeIsLeft() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Credentials>>> all =
          IntStream.range(0, 20).mapToObj(i -> threads.submit(kept::find)).toList();
      for (Future<Optional<Credentials>> one : all) {
        assertThat(one.get(60, TimeUnit.SECONDS)).contains(account(1));
      }
    }
    pass(Duration.ofMinutes(12 * 54 - 1));
    assertThat(kept.find()).contains(account(1));
    pass(Duration.ofMinutes(1));
    assertThat(kept.find()).contains(account(2));
  }

  @Test
  void usesTheOldLoginToItsEndWhileTheCloudIsAway() throws Exception {
    kept.find();
    broken = true;
    pass(Duration.ofHours(11));
    assertThat(kept.find()).contains(account(1));
    assertThat(kept.find()).contains(account(1));
    assertThat(pulls).as("a failure is believed for a moment").isEqualTo(2);

    pass(Duration.ofMinutes(59));
    broken = false;
    assertThat(kept.find()).contains(account(3));
  }

  @Test
  void failsWhereThereIsNoLoginAtAll() {
    broken = true;

    RegistryException failure = catchThrowableOfType(RegistryException.class, kept::find);
    RegistryException again = catchThrowableOfType(RegistryException.class, kept::find);

    assertThat(again).isSameAs(failure);
    assertThat(failure.code()).isEqualTo(FailureCode.NETWORK);
    assertThat(pulls).isEqualTo(1);
  }

  @Test
  void asksAgainWhenARegistryRefusesAnOldLogin() throws Exception {
    kept.find();
    kept.refused(account(1));
    assertThat(kept.find()).as("too new to be refused for its age").contains(account(1));

    pass(Duration.ofMinutes(1));
    kept.refused(account(1));
    assertThat(kept.find()).contains(account(2));
  }

  @Test
  void asksOnceAMinuteAtMostWhateverTheCloudSaysOfTheEnd() throws Exception {
    life = Duration.ofDays(-20_000);

    assertThat(kept.find()).contains(account(1));
    assertThat(kept.find()).contains(account(1));
    pass(Duration.ofMinutes(1));
    assertThat(kept.find()).contains(account(2));
  }
}
