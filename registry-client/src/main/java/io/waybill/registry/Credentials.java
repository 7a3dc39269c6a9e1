package io.waybill.registry;

/** An account, as a registry takes it. None of them prints its secret. */
public sealed interface Credentials {
  /** How people know the account. */
  String name();

  /**
   * A username and a password, or an access token in the password's place.
   *
   * @param username whose
   * @param password the secret; never printed
   */
  record Password(String username, String password) implements Credentials {
    @Override
    public String name() {
      return username;
    }

    @Override
    public String toString() {
      return "Password[username=" + username + ", password=***]";
    }
  }

  /**
   * A token that is exchanged for others at the registry's token server (OAuth's refresh token;
   * {@code identitytoken} of a docker config.json).
   *
   * @param username whose, where that is known; may be empty
   * @param token the secret; never printed
   */
  record IdentityToken(String username, String token) implements Credentials {
    @Override
    public String name() {
      return username.isEmpty() ? "(identity token)" : username;
    }

    @Override
    public String toString() {
      return "IdentityToken[username=" + username + ", token=***]";
    }
  }

  /**
   * A token that the registry itself takes ({@code registrytoken} of a docker config.json).
   *
   * @param token the secret; never printed
   */
  record BearerToken(String token) implements Credentials {
    @Override
    public String name() {
      return "(registry token)";
    }

    @Override
    public String toString() {
      return "BearerToken[token=***]";
    }
  }
}
