package io.waybill.migration.imagesyncer;

import io.waybill.schemas.names.Registry;

/**
 * An account of {@code auth.json}.
 *
 * @param key what it is for: {@code registry} or {@code registry/namespace}
 * @param username the name; empty text, with an empty password = nobody
 * @param password the secret; never printed
 * @param insecure whether the registry speaks plain http, or has a certificate that nobody signed
 * @param origin where it was written down
 */
public record SyncAccount(
    String key, String username, String password, boolean insecure, String origin) {
  /** The registry that it is for. */
  public Registry registry() {
    int slash = key.indexOf('/');
    return Registry.of(slash < 0 ? key : key.substring(0, slash));
  }

  /** Whether it is for this repository, named with its registry. */
  boolean covers(String repository) {
    return repository.equals(key) || repository.startsWith(key + "/");
  }

  /** Whether it says who is there. */
  boolean hasName() {
    return !username.isEmpty();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "SyncAccount[" + key + ", username=" + username + ", password=***]";
  }
}
