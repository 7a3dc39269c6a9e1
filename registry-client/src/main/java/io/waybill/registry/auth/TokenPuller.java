package io.waybill.registry.auth;

import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.FailureTable;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Secrets;
import io.waybill.registry.failures.Side;
import io.waybill.registry.transport.RequestBody;
import io.waybill.registry.transport.Transport;
import io.waybill.registry.transport.WireRequest;
import io.waybill.registry.transport.WireResponse;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A token for some scopes, from the server that the registry names: {@code GET
 * <realm>?service=..&scope=..} with the password or without, or {@code POST <realm>} with a form
 * (OAuth) where the account is an identity token or the server takes nothing else.
 */
final class TokenPuller {
  private static final int LARGEST_ANSWER = 1024 * 1024;

  /** What a token server answers that does not know the method. */
  private static final Set<Integer> NOT_THIS_WAY = Set.of(404, 405, 501);

  private final RegistryEndpoint endpoint;
  private final Transport transport;
  private final InstantSource clock;

  /** Whether passwords go by POST, as was found out. */
  private volatile boolean postsPasswords;

  TokenPuller(RegistryEndpoint endpoint, Transport transport, InstantSource clock) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.clock = clock;
  }

  /** A new token. An account that is refused is looked up once more: it may have been replaced. */
  Token pull(Challenge.Bearer challenge, SortedSet<Scope> scopes, Side side)
      throws RegistryException {
    CredentialSource source = Authorizer.source(endpoint, scopes);
    Optional<Credentials> account = source.find();
    try {
      return pull(challenge, scopes, side, account, source);
    } catch (RegistryException failure) {
      if (failure.code() != FailureCode.UNAUTHORIZED || account.isEmpty()) {
        throw failure;
      }
      source.refused(account.get());
      Optional<Credentials> now = source.find();
      if (now.equals(account)) {
        throw failure;
      }
      return pull(challenge, scopes, side, now, source);
    }
  }

  private Token pull(
      Challenge.Bearer challenge,
      SortedSet<Scope> scopes,
      Side side,
      Optional<Credentials> account,
      CredentialSource source)
      throws RegistryException {
    String attempted =
        Operation.TOKEN.verb()
            + " registry "
            + endpoint.registry()
            + " from "
            + authority(challenge.realm());
    if (account.isPresent()) {
      requireConfidential(challenge.realm(), attempted);
    }
    TokenForm form = new TokenForm(challenge, scopes);
    String remark = Authorizer.askedAs(account, source);
    return switch (account.orElse(null)) {
      case null -> send(get(form.address(""), null), attempted, side, remark, Secrets.NONE);
      case Credentials.IdentityToken identity ->
          send(
              post(challenge.realm(), form.refresh(identity)),
              attempted,
              side,
              remark,
              Secrets.NONE.with(identity.token()));
      case Credentials.Password password -> {
        if (postsPasswords) {
          yield send(
              post(challenge.realm(), form.password(password)),
              attempted,
              side,
              remark,
              secrets(password));
        }
        yield getOrPost(challenge.realm(), form, password, attempted, side, remark);
      }
      case Credentials.BearerToken token -> new Token(token.token(), Instant.MAX);
    };
  }

  /** GET is known to all but the strictest OAuth servers; the other way is learnt once. */
  private Token getOrPost(
      URI realm,
      TokenForm form,
      Credentials.Password account,
      String attempted,
      Side side,
      String remark)
      throws RegistryException {
    WireRequest get = get(form.address(account.username()), Authorizer.basic(account));
    try {
      return send(get, attempted, side, remark, secrets(account));
    } catch (RegistryException failure) {
      if (NOT_THIS_WAY.stream().noneMatch(failure::hasStatus)) {
        throw failure;
      }
      Token token;
      try {
        token =
            send(post(realm, form.password(account)), attempted, side, remark, secrets(account));
      } catch (RegistryException neither) {
        // Where the server knows neither way, what it said to the usual one counts.
        throw NOT_THIS_WAY.stream().anyMatch(neither::hasStatus) ? failure : neither;
      }
      postsPasswords = true;
      return token;
    }
  }

  private static WireRequest get(URI address, @Nullable String authorization) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json");
    if (authorization != null) {
      headers.put("Authorization", authorization);
    }
    return new WireRequest("GET", address, headers, null, null);
  }

  private static WireRequest post(URI realm, String form) {
    Map<String, String> headers =
        Map.of("Accept", "application/json", "Content-Type", "application/x-www-form-urlencoded");
    return new WireRequest(
        "POST", realm, headers, RequestBody.of(form.getBytes(StandardCharsets.UTF_8)), null);
  }

  /** The password as it stands in a form, and as it stands in a header. */
  private static Secrets secrets(Credentials.Password account) {
    return Secrets.in(Optional.of(Authorizer.basic(account)));
  }

  /** Host and port: what else a registry writes there is nobody's to read. */
  private static String authority(URI realm) {
    return realm.getHost() + (realm.getPort() < 0 ? "" : ":" + realm.getPort());
  }

  private Token send(
      WireRequest request, String attempted, Side side, String remark, Secrets secrets)
      throws RegistryException {
    Instant asked = clock.instant();
    try (WireResponse response = transport.send(request)) {
      if (response.status() != 200) {
        RegistryAnswer answer = RegistryAnswer.read(response, secrets);
        throw RegistryException.answered(
            codeFor(side, answer), attempted, "the token server", answer, remark);
      }
      byte[] body = response.body().readNBytes(LARGEST_ANSWER);
      return TokenAnswerParser.parse(body, response.header("Date"), asked, attempted);
    } catch (IOException fault) {
      throw ConnectionFaults.explain(attempted, fault);
    }
  }

  /** OAuth says 400 where the account is meant (RFC 6749, section 5.2). */
  private static FailureCode codeFor(Side side, RegistryAnswer answer) {
    boolean account =
        answer.has("invalid_grant")
            || answer.has("invalid_client")
            || answer.has("unauthorized_client");
    return account ? FailureCode.UNAUTHORIZED : FailureTable.codeFor(Operation.TOKEN, side, answer);
  }

  /** A password that travels to the registry by https does not travel to its realm by http. */
  private void requireConfidential(URI realm, String attempted) throws RegistryException {
    if (endpoint.base().getScheme().equals("https") && !realm.getScheme().equals("https")) {
      throw RegistryException.because(
              FailureCode.UNAUTHORIZED,
              attempted,
              "the registry is spoken to over https but names a token server without it, and the"
                  + " password is not sent in the clear",
              null)
          .asSpent();
    }
  }
}
