package io.waybill.registry.auth;

import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.transport.Transport;
import io.waybill.schemas.failures.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@code Authorization} of each request to one registry. Safe for many threads.
 *
 * <p>Nothing is sent before the registry has asked: the first request goes out without, and its 401
 * teaches the challenge. From then on requests carry what their scopes need from the start.
 */
public final class Authorizer {
  private static final String BEARER = "Bearer ";

  private final RegistryEndpoint endpoint;
  private final TokenKeeper tokens;
  private volatile @Nullable Challenge challenge;

  /** Knows nothing of the registry's wishes yet. */
  public Authorizer(RegistryEndpoint endpoint, Transport transport) {
    this(endpoint, transport, InstantSource.system());
  }

  Authorizer(RegistryEndpoint endpoint, Transport transport, InstantSource clock) {
    this.endpoint = endpoint;
    this.tokens =
        new TokenKeeper(
            endpoint.registry().name(), new TokenPuller(endpoint, transport, clock), clock);
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
      case Challenge.Basic basic -> findBasic(scopes);
      case Challenge.Bearer bearer -> {
        Optional<Credentials> account = source(endpoint, scopes).find();
        // A token that somebody else fetched is sent as it is; no token server is asked.
        if (account.orElse(null) instanceof Credentials.BearerToken ready) {
          yield Optional.of(BEARER + ready.token());
        }
        yield Optional.of(BEARER + tokens.get(bearer, scopes, side).value());
      }
    };
  }

  /**
   * Throws away the tokens for these things. A token server gives one that allows nothing where
   * there is nothing: it has to be asked again once there is.
   */
  public void forget(SortedSet<Scope> scopes) {
    tokens.forget(scopes);
  }

  /** What can be done about a 401. */
  public sealed interface Answer {
    /**
     * The challenge is known now, or the token was thrown away: ask again.
     *
     * @param scopes what to ask for: more than before where the registry named more
     */
    record TryAgain(SortedSet<Scope> scopes) implements Answer {}

    /** There is no account, or it was refused. */
    record NothingToOffer() implements Answer {}
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
      return new Answer.NothingToOffer();
    }
    Challenge asked = meant(seen.get(), sent);
    challenge = asked;
    CredentialSource source = source(endpoint, scopes);
    Optional<Credentials> account = source.find();
    if (sent.isPresent() && account.isPresent()) {
      source.refused(account.get());
    }
    return switch (asked) {
      case Challenge.Basic basic -> {
        Optional<String> other = findBasic(scopes);
        yield other.isPresent() && !other.equals(sent)
            ? new Answer.TryAgain(scopes)
            : new Answer.NothingToOffer();
      }
      case Challenge.Bearer bearer -> {
        sent.filter(header -> header.startsWith(BEARER))
            .ifPresent(header -> tokens.forget(header.substring(BEARER.length())));
        boolean same =
            source.find().orElse(null) instanceof Credentials.BearerToken ready
                && sent.equals(Optional.of(BEARER + ready.token()));
        yield same
            ? new Answer.NothingToOffer()
            : new Answer.TryAgain(sent.isPresent() ? widened(scopes, bearer) : scopes);
      }
    };
  }

  /**
   * Harbor asks whoever shows a token that does not do for a password
   * (src/server/middleware/v2auth); that is no reason to show it with each request from then on:
   * another token may do.
   */
  private Challenge meant(Challenge seen, Optional<String> sent) {
    Challenge known = challenge;
    return seen instanceof Challenge.Basic
            && known instanceof Challenge.Bearer
            && sent.filter(header -> header.startsWith(BEARER)).isPresent()
        ? known
        : seen;
  }

  /**
   * For the sentence about a refusal: whom the registry was asked as, and where that account came
   * from. Never the secret.
   */
  public String askedAs(SortedSet<Scope> scopes) {
    CredentialSource source = source(endpoint, scopes);
    try {
      return askedAs(source.find(), source);
    } catch (RegistryException unknown) {
      return "";
    }
  }

  static String askedAs(Optional<Credentials> account, CredentialSource source) {
    String origin = source.origin();
    return account
        .map(
            who ->
                "It was asked as \""
                    + who.name()
                    + "\""
                    + (origin.isEmpty() ? "" : " (from " + origin + ")")
                    + ".")
        .orElse(
            "It was asked without an account"
                + (origin.isEmpty() ? "" : ": there is none for it in " + origin)
                + ".");
  }

  /** Where the account for these scopes comes from. */
  static CredentialSource source(RegistryEndpoint endpoint, SortedSet<Scope> scopes) {
    CredentialSource all = endpoint.credentials();
    return Scope.findRepository(scopes).map(all::forRepository).orElse(all);
  }

  /** The header of RFC 7617. */
  static String basic(Credentials.Password account) {
    String pair = account.username() + ":" + account.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> findBasic(SortedSet<Scope> scopes) throws RegistryException {
    CredentialSource source = source(endpoint, scopes);
    return switch (source.find().orElse(null)) {
      case null -> Optional.empty();
      case Credentials.Password password -> Optional.of(basic(password));
      case Credentials.BearerToken token -> Optional.of(BEARER + token.token());
      case Credentials.IdentityToken token ->
          throw RegistryException.because(
                  FailureCode.UNAUTHORIZED,
                  Operation.PING.verb() + " registry " + endpoint.registry(),
                  "it asks for a username and a password, and its account"
                      + (source.origin().isEmpty() ? "" : " (from " + source.origin() + ")")
                      + " is an identity token, which only a token server takes",
                  null)
              .asSpent();
    };
  }

  /**
   * What was asked for and what the registry names besides: it may want another action for this
   * request (docker distribution wants {@code delete} to cancel an upload), or know the repository
   * by another name (a proxy that rewrites paths).
   */
  private static SortedSet<Scope> widened(SortedSet<Scope> scopes, Challenge.Bearer bearer) {
    TreeSet<Scope> all = new TreeSet<>(scopes);
    bearer.scope().map(Scope::parse).orElse(List.of()).stream()
        .filter(named -> scopes.stream().noneMatch(scope -> scope.covers(named)))
        .forEach(all::add);
    return all;
  }
}
