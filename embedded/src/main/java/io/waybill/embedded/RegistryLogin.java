package io.waybill.embedded;

/**
 * A name and password that a registry accepts.
 *
 * @param username the name
 * @param password the password
 * @param bcrypt the password's bcrypt hash, as {@code htpasswd -B} writes it; docker distribution
 *     understands no other
 */
public record RegistryLogin(String username, String password, String bcrypt) {
  /**
   * A login for registries on this machine that hold nothing worth guarding: the hash is of the
   * lowest cost.
   */
  public static final RegistryLogin SAMPLE =
      new RegistryLogin(
          "alice", "open-sesame", "$2b$04$fwhLqDl9dE0NefxM3Us2W.WCTctApqfprIKdkEFLUGSs5XPD3JOCC");

  String htpasswdLine() {
    return username + ":" + bcrypt;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RegistryLogin[" + username + "]";
  }
}
