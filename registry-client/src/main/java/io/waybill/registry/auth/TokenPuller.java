package io.waybill.registry.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.FailureTable;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.transport.HttpTransport;
import io.waybill.registry.transport.TransportSettings;
import io.waybill.registry.transport.WireRequest;
import io.waybill.registry.transport.WireResponse;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** {@code GET <realm>?service=..&scope=..}: a token for some scopes. */
final class TokenPuller {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_ANSWER = 1024 * 1024;

  /** What the token protocol says where {@code expires_in} is missing. */
  private static final Duration DEFAULT_LIFE = Duration.ofSeconds(60);

  private final RegistryEndpoint endpoint;
  private final HttpTransport transport;

  TokenPuller(RegistryEndpoint endpoint, HttpTransport transport) {
    this.endpoint = endpoint;
    this.transport = transport;
  }

  Token pull(Challenge.Bearer challenge, SortedSet<Scope> scopes, Side side)
      throws RegistryException {
    String attempted =
        Operation.TOKEN.verb()
            + " registry "
            + endpoint.registry()
            + " from "
            + challenge.realm().getAuthority();
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json");
    Optional<Credentials> account = endpoint.credentials().find();
    if (account.isPresent()) {
      requireConfidential(challenge.realm(), attempted);
      headers.put("Authorization", Authorizer.basic(account.get()));
    }
    URI uri = uri(challenge, scopes, account);
    try (WireResponse response =
        transport.send(new WireRequest("GET", uri, headers, null, TransportSettings.PATIENCE))) {
      if (response.status() != 200) {
        RegistryAnswer answer = RegistryAnswer.read(response);
        throw RegistryException.answered(
            FailureTable.codeFor(Operation.TOKEN, side, answer), attempted, answer);
      }
      return parse(response.body().readNBytes(LARGEST_ANSWER), attempted);
    } catch (IOException fault) {
      throw ConnectionFaults.explain(attempted, fault);
    }
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

  private URI uri(
      Challenge.Bearer challenge, SortedSet<Scope> scopes, Optional<Credentials> account) {
    StringBuilder query = new StringBuilder();
    challenge.service().ifPresent(service -> append(query, "service", service));
    for (Scope scope : scopes) {
      append(query, "scope", scope.toString());
    }
    account.map(Credentials::username).ifPresent(u -> append(query, "account", u));
    String realm = challenge.realm().toString();
    if (query.isEmpty()) {
      return challenge.realm();
    }
    return URI.create(realm + (realm.contains("?") ? "&" : "?") + query);
  }

  private static void append(StringBuilder query, String key, String value) {
    query
        .append(query.isEmpty() ? "" : "&")
        .append(key)
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  private static Token parse(byte[] body, String attempted) throws IOException {
    JsonNode json = JSON.readTree(body);
    String value = json.path("token").asText(json.path("access_token").asText(""));
    if (value.isEmpty()) {
      throw RegistryException.because(
          FailureCode.UNAUTHORIZED, attempted, "the token server's answer holds no token", null);
    }
    long seconds = json.path("expires_in").asLong(DEFAULT_LIFE.toSeconds());
    Duration life = Duration.ofSeconds(Math.max(1, seconds));
    // A tenth of its life early, so that a request that waits in a queue still arrives with it.
    return new Token(value, Instant.now().plus(life.multipliedBy(9).dividedBy(10)));
  }
}
