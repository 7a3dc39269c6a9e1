package io.waybill.registry.auth;

import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.schemas.failures.FailureCode;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Gives out kept tokens and fetches the others: one request at a time for the same scopes, which
 * all who need that token wait for; other scopes do not wait.
 */
final class TokenKeeper {
  private final String registry;
  private final TokenPuller puller;
  private final InstantSource clock;
  private final TokenShelf shelf = new TokenShelf();
  private final Map<SortedSet<Scope>, CompletableFuture<Token>> underWay =
      new ConcurrentHashMap<>();

  TokenKeeper(String registry, TokenPuller puller, InstantSource clock) {
    this.registry = registry;
    this.puller = puller;
    this.clock = clock;
  }

  Token get(Challenge.Bearer challenge, SortedSet<Scope> scopes, Side side)
      throws RegistryException {
    while (true) {
      Optional<Token> kept = shelf.find(scopes, clock.instant());
      if (kept.isPresent()) {
        return kept.get();
      }
      CompletableFuture<Token> mine = new CompletableFuture<>();
      CompletableFuture<Token> other = underWay.putIfAbsent(scopes, mine);
      Optional<Token> token =
          other == null ? Optional.of(fetch(challenge, scopes, side, mine)) : await(other);
      if (token.isPresent()) {
        return token.get();
      }
    }
  }

  boolean forget(String token) {
    return shelf.forget(token);
  }

  void forget(SortedSet<Scope> scopes) {
    shelf.forget(scopes);
  }

  private Token fetch(
      Challenge.Bearer challenge,
      SortedSet<Scope> scopes,
      Side side,
      CompletableFuture<Token> promise)
      throws RegistryException {
    try {
      // Somebody may have brought it between the look at the shelf and the promise.
      Optional<Token> kept = shelf.find(scopes, clock.instant());
      Token token = kept.isPresent() ? kept.get() : puller.pull(challenge, scopes, side);
      shelf.put(scopes, token);
      promise.complete(token);
      return token;
    } catch (RegistryException | RuntimeException failure) {
      promise.completeExceptionally(failure);
      throw failure;
    } finally {
      underWay.remove(scopes, promise);
    }
  }

  /**
   * What somebody else's request brings; empty where they were stopped, which is their affair
   * alone.
   */
  private Optional<Token> await(CompletableFuture<Token> other) throws RegistryException {
    try {
      return Optional.of(other.get());
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RegistryException known) {
        if (known.code() == FailureCode.CANCELLED) {
          return Optional.empty();
        }
        throw known;
      }
      throw new IllegalStateException("A token request fails in one way only", failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw RegistryException.because(
              FailureCode.CANCELLED,
              Operation.TOKEN.verb() + " registry " + registry,
              "the copy was stopped",
              stopped)
          .asSpent();
    }
  }
}
