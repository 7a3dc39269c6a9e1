package io.waybill.gateway.auth;

import io.waybill.chassis.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A static {@code Authorization} header, as docker distribution, GitLab and Harbor send it. The
 * secret is accepted bare, as {@code Bearer <secret>}, and as the password of {@code Basic} (RFC
 * 7617) whatever the user name, because the senders' forms differ in what they let one type in.
 */
public final class AuthorizationHeader implements Authenticator {
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private final List<Secret> secrets;

  /**
   * Accepts any of the secrets.
   *
   * @param secrets at least one; several while a secret is being changed
   */
  public AuthorizationHeader(List<Secret> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("a webhook with a secret has at least one");
    }
    this.secrets = List.copyOf(secrets);
  }

  @Override
  public boolean accepts(Map<String, String> headers, byte[] body) {
    String value = headers.getOrDefault("authorization", "");
    // Every form is tried against every secret, so that the time says nothing about either.
    boolean accepted = matches(value);
    accepted |= matches(after(BEARER, value));
    accepted |= matches(password(after(BASIC, value)));
    return accepted;
  }

  private boolean matches(String candidate) {
    boolean matches = false;
    for (Secret secret : secrets) {
      matches |= secret.matches(candidate);
    }
    return matches;
  }

  private static String after(String scheme, String value) {
    boolean starts = value.toLowerCase(Locale.ROOT).startsWith(scheme);
    return starts ? value.substring(scheme.length()).strip() : "";
  }

  private static String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }
}
