package io.waybill.registry;

/**
 * A username and a password, or an access key and its secret, as a registry takes them.
 *
 * @param username whose
 * @param password the secret; never printed
 */
public record Credentials(String username, String password) {
  @Override
  public String toString() {
    return "Credentials[username=" + username + ", password=***]";
  }
}
