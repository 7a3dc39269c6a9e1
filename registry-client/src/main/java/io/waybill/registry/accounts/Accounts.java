package io.waybill.registry.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an account file says.
 *
 * @param accounts by comparable key
 * @param helpers the credential helpers of single registries, by comparable key
 * @param store the credential helper of all others, where there is one
 */
record Accounts(
    Map<String, Credentials> accounts, Map<String, String> helpers, Optional<String> store) {
  static final Accounts NONE = new Accounts(Map.of(), Map.of(), Optional.empty());

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the file's bytes.
   *
   * @throws IOException where they are no JSON object; the message says no more than that
   */
  static Accounts parse(byte[] bytes) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(bytes);
    } catch (IOException malformed) {
      // Jackson's words quote the text, and with it a password perhaps.
      throw new IOException("it is not JSON");
    }
    if (json == null || !json.isObject()) {
      throw new IOException("it is not a JSON object");
    }
    Map<String, Credentials> accounts = new HashMap<>();
    json.path("auths")
        .properties()
        .forEach(
            entry ->
                account(entry.getValue())
                    .ifPresent(
                        account ->
                            accounts.putIfAbsent(ServerKeys.comparable(entry.getKey()), account)));
    Map<String, String> helpers = new HashMap<>();
    json.path("credHelpers")
        .properties()
        .forEach(
            entry ->
                helpers.put(ServerKeys.comparable(entry.getKey()), entry.getValue().asText("")));
    Optional<String> store =
        Optional.of(json.path("credsStore").asText("")).filter(name -> !name.isEmpty());
    return new Accounts(Map.copyOf(accounts), Map.copyOf(helpers), store);
  }

  /** The helper that one of the keys names. */
  Optional<String> findHelper(List<String> keys) {
    return keys.stream().filter(helpers::containsKey).findFirst().map(helpers::get).or(() -> store);
  }

  /** The account under the first of the keys that has one. */
  Optional<Credentials> findAccount(List<String> keys) {
    return keys.stream().filter(accounts::containsKey).findFirst().map(accounts::get);
  }

  /** An entry of {@code auths}; one without anything is how docker marks what a store holds. */
  private static Optional<Credentials> account(JsonNode entry) {
    String registryToken = entry.path("registrytoken").asText("");
    if (!registryToken.isEmpty()) {
      return Optional.of(new Credentials.BearerToken(registryToken));
    }
    String pair = decoded(entry.path("auth").asText(""));
    int colon = pair.indexOf(':');
    String username = entry.path("username").asText(colon < 0 ? "" : pair.substring(0, colon));
    String password = entry.path("password").asText(colon < 0 ? "" : pair.substring(colon + 1));
    String identity = entry.path("identitytoken").asText("");
    if (!identity.isEmpty()) {
      return Optional.of(new Credentials.IdentityToken(username, identity));
    }
    return username.isEmpty() || password.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credentials.Password(username, password));
  }

  /** Docker pads what it encodes with NUL at times, and takes it off when it reads. */
  private static String decoded(String auth) {
    try {
      String text = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
      return text.replaceFirst("\\x00+$", "");
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }
}
