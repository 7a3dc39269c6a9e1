package io.waybill.registry.auth;

import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.transport.HttpTransport;
import io.waybill.schemas.failures.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@code Authorization} of each request to one registry. Safe for many threads.
 *
 * <p>Nothing is sent before the registry has asked: the first request goes out without, and its 401
 * teaches the challenge. From then on requests carry what their scopes need from the start.
 */
public final class Authorizer {
  /** A worker that sees every repository of a large registry still keeps this many tokens only. */
  private static final int TOKENS_KEPT = 1000;

  private final RegistryEndpoint endpoint;
  private final TokenPuller tokenPuller;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Challenge challenge;

  /** Guarded by {@code lock}; the oldest use goes first. */
  private final Map<SortedSet<Scope>, Token> tokens =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SortedSet<Scope>, Token> eldest) {
          return size() > TOKENS_KEPT;
        }
      };

  /** Knows nothing of the registry's wishes yet. */
  public Authorizer(RegistryEndpoint endpoint, HttpTransport transport) {
    this.endpoint = endpoint;
    this.tokenPuller = new TokenPuller(endpoint, transport);
  }

  /**
   * What to send with a request for these scopes: a kept token, a new one, or the account.
   *
   * @return the header's value; empty where the registry has not asked for any so far
   */
  public Optional<String> findAuthorization(SortedSet<Scope> scopes, Side side)
      throws RegistryException {
    return switch (challenge) {
      case null -> Optional.empty();
      case Challenge.Basic basic -> endpoint.credentials().find().map(Authorizer::basic);
      case Challenge.Bearer bearer -> Optional.of("Bearer " + token(bearer, scopes, side).value());
    };
  }

  /**
   * The registry refused a request with 401.
   *
   * @param headers its {@code WWW-Authenticate} headers
   * @param sent what the request carried
   * @return whether another try can carry something else
   */
  public Answer answer(List<String> headers, SortedSet<Scope> scopes, Optional<String> sent)
      throws RegistryException {
    Optional<Challenge> seen = ChallengeParser.parse(headers);
    if (seen.isEmpty()) {
      return Answer.NOTHING_TO_OFFER;
    }
    challenge = seen.get();
    return switch (seen.get()) {
      case Challenge.Basic basic ->
          endpoint.credentials().find().isPresent() && sent.isEmpty()
              ? Answer.TRY_AGAIN
              : Answer.NOTHING_TO_OFFER;
      case Challenge.Bearer bearer -> {
        forget(scopes, sent);
        yield Answer.TRY_AGAIN;
      }
    };
  }

  /** What can be done about a 401. */
  public enum Answer {
    /** The challenge is known now, or the token was thrown away: ask again. */
    TRY_AGAIN,
    /** There is no account, or it was refused. */
    NOTHING_TO_OFFER
  }

  /** The header of RFC 7617. */
  static String basic(Credentials account) {
    String pair = account.username() + ":" + account.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** One request for a token at a time, so that a burst of requests fetches one token only. */
  private Token token(Challenge.Bearer bearer, SortedSet<Scope> scopes, Side side)
      throws RegistryException {
    enter();
    try {
      Token kept = tokens.get(scopes);
      if (kept != null && Instant.now().isBefore(kept.renewAt())) {
        return kept;
      }
      Token fresh = tokenPuller.pull(bearer, scopes, side);
      tokens.put(scopes, fresh);
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody may be waiting for a slow token server; a stopped copy does not wait with them. */
  private void enter() throws RegistryException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw RegistryException.because(
              FailureCode.CANCELLED,
              Operation.TOKEN.verb() + " registry " + endpoint.registry(),
              "the copy was stopped",
              stopped)
          .asSpent();
    }
  }

  /** Throws the refused token away, unless somebody else has replaced it already. */
  private void forget(SortedSet<Scope> scopes, Optional<String> sent) {
    lock.lock();
    try {
      Token kept = tokens.get(scopes);
      if (kept != null && sent.equals(Optional.of("Bearer " + kept.value()))) {
        tokens.remove(scopes);
      }
    } finally {
      lock.unlock();
    }
  }
}
