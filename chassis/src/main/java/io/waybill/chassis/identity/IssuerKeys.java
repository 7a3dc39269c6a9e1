package io.waybill.chassis.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an issuer (JWKS, RFC 7517, section 5), by their ids. They are fetched when the
 * first is asked for, and again when they are old or an unknown one is asked for; the latter not
 * more often than once in a while, because anybody can make a token up that names an unknown key.
 * While their address does not answer, those that are there go on to be used for a day.
 *
 * <p>Safe for any number of threads; one of them fetches, and those that cannot do without wait.
 */
final class IssuerKeys {
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration USABLE = Duration.ofDays(1);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration PAUSE_WITHOUT_ANY = Duration.ofSeconds(2);

  private final URI address;
  private final Fetcher fetcher;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile Known known =
      new Known(Map.of(), Instant.MIN, Instant.MIN, "they were not asked for");

  /**
   * What is known.
   *
   * @param keys by their ids
   * @param since when they were fetched
   * @param tried when they were asked for last, with or without success
   * @param problem why they did not come then; empty where they did
   */
  private record Known(Map<String, JWK> keys, Instant since, Instant tried, String problem) {}

  IssuerKeys(URI address, Fetcher fetcher, InstantSource clock) {
    this.address = address;
    this.fetcher = fetcher;
    this.clock = clock;
  }

  /**
   * The key with this id; null where the issuer has none.
   *
   * @throws KeysUnavailableException when that cannot be said, because its keys cannot be fetched
   */
  @Nullable JWK find(String id) throws KeysUnavailableException {
    Instant now = clock.instant();
    Known before = known;
    if (!before.keys.containsKey(id) || isOlder(before.since, FRESH, now)) {
      refresh(before, id, now);
    }
    Known after = known;
    boolean usable = !isOlder(after.since, USABLE, clock.instant());
    @Nullable JWK key = usable ? after.keys.get(id) : null;
    // An unknown key is one that the issuer does not have only where that is what it said last.
    if (key == null && (!usable || !after.problem.isEmpty())) {
      throw new KeysUnavailableException(
          "the issuer's keys at " + address + " could not be fetched: " + after.problem);
    }
    return key;
  }

  private void refresh(Known before, String id, Instant now) {
    if (!before.keys.containsKey(id)) {
      fetching.lock();
    } else if (!fetching.tryLock()) {
      // Somebody fetches already, and what is there will do meanwhile.
      return;
    }
    try {
      Known current = known;
      boolean settled = current.keys.containsKey(id) && !isOlder(current.since, FRESH, now);
      Duration pause = current.keys.isEmpty() ? PAUSE_WITHOUT_ANY : PAUSE;
      if (!settled && isOlder(current.tried, pause, now)) {
        known = fetched(current);
      }
    } finally {
      fetching.unlock();
    }
  }

  private Known fetched(Known before) {
    String problem;
    try {
      Fetcher.Answer answer = fetcher.fetch(address);
      if (answer.status() == 200) {
        Instant now = clock.instant();
        return new Known(parse(answer.body()), now, now, "");
      }
      problem = "it answers " + answer.status();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      problem = "this process is stopping";
    } catch (ParseException malformed) {
      problem = "what it answers is no set of keys";
    } catch (IOException failed) {
      problem = String.valueOf(failed.getMessage());
    }
    return new Known(before.keys, before.since, clock.instant(), problem);
  }

  private static Map<String, JWK> parse(byte[] body) throws ParseException {
    return JWKSet.parse(new String(body, StandardCharsets.UTF_8)).getKeys().stream()
        .filter(key -> key.getKeyID() != null && !key.isPrivate())
        .collect(Collectors.toMap(JWK::getKeyID, Function.identity(), (first, second) -> first));
  }

  private static boolean isOlder(Instant then, Duration age, Instant now) {
    return then.equals(Instant.MIN) || Duration.between(then, now).compareTo(age) >= 0;
  }
}
