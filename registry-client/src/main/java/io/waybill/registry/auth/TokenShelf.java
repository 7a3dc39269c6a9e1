package io.waybill.registry.auth;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The tokens of one registry, each under the scopes that it was asked for. Safe for many threads.
 */
final class TokenShelf {
  /** A worker that sees every repository of a large registry still keeps this many tokens only. */
  private static final int KEPT = 1000;

  /** The oldest use goes first. */
  private final Map<SortedSet<Scope>, Token> tokens = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A token for these scopes that is good for a while yet. For one scope, a token for more actions
   * on the same thing will do: the account may write and read, or the token server would have left
   * out what it may not. A token for several things is not lent: a token server that leaves one of
   * them out still answers 200.
   */
  synchronized Optional<Token> find(SortedSet<Scope> scopes, Instant now) {
    Token own = tokens.get(scopes);
    if (own != null && now.isBefore(own.renewAt())) {
      return Optional.of(own);
    }
    if (scopes.size() != 1) {
      return Optional.empty();
    }
    Scope needed = scopes.first();
    return tokens.entrySet().stream()
        .filter(kept -> kept.getKey().size() == 1 && kept.getKey().first().covers(needed))
        .map(Map.Entry::getValue)
        .filter(token -> now.isBefore(token.renewAt()))
        .findFirst();
  }

  synchronized void put(SortedSet<Scope> scopes, Token token) {
    tokens.put(scopes, token);
    Iterator<SortedSet<Scope>> oldest = tokens.keySet().iterator();
    while (tokens.size() > KEPT) {
      oldest.next();
      oldest.remove();
    }
  }

  /** Throws away what these things may be done with, for they may have become more. */
  synchronized void forget(SortedSet<Scope> scopes) {
    tokens
        .keySet()
        .removeIf(
            kept ->
                kept.stream()
                    .anyMatch(
                        one ->
                            scopes.stream()
                                .anyMatch(other -> other.resource().equals(one.resource()))));
  }

  /** Throws a refused token away, wherever it is; one that has replaced it stays. */
  synchronized boolean forget(String value) {
    return tokens.values().removeIf(token -> token.value().equals(value));
  }
}
