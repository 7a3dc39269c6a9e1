package io.waybill.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * A static {@code Authorization} header, as docker distribution, GitLab and Harbor send it. The
 * secret is accepted bare, as {@code Bearer <secret>}, and as the password of {@code Basic} (RFC
 * 7617) whatever the user name, because the senders' forms differ in what they let one type in.
 */
public final class AuthorizationHeader implements Authenticator {
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private final String webhook;
  private final SharedSecrets secrets;

  /** Accepts any of the secrets, for the webhook with this name. */
  public AuthorizationHeader(String webhook, SharedSecrets secrets) {
    this.webhook = webhook;
    this.secrets = secrets;
  }

  @Override
  public Verdict check(Evidence evidence) {
    String value = evidence.header("Authorization");
    // Every form is tried against every secret, so that the time says nothing about either.
    boolean accepted = secrets.matchesHeader(value);
    accepted |= secrets.matchesHeader(after(BEARER, value));
    accepted |= secrets.matches(password(after(BASIC, value)));
    if (accepted) {
      return Verdict.ACCEPTED;
    }
    return Verdict.refused(
        value.isEmpty()
            ? "it has no Authorization header"
            : "its Authorization header holds another secret");
  }

  @Override
  public Ask ask() {
    return new Ask(
        "its secret in the Authorization header, as it is, as \"Bearer <secret>\", or as the"
            + " password of Basic",
        "Set the header in the registry to " + Ask.secretOf(webhook) + ".",
        Ask.BEARER + ", Basic realm=\"waybill\"");
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
