package io.waybill.gateway.auth;

import io.waybill.chassis.config.TokenConfig;
import io.waybill.chassis.identity.TokenCheck;
import io.waybill.chassis.identity.TokenVerifier;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A signed token (JWT) of a service account, as Google's Pub/Sub sends it: {@code Authorization:
 * Bearer <JWT>}. Anybody with a Google account can have one for any audience, so the account counts
 * as well.
 */
public final class BearerToken implements Authenticator {
  private static final String SCHEME = "bearer ";

  /** Google's documentation has both spellings in the tokens that it issues. */
  private static final String GOOGLE = "https://accounts.google.com";

  private final String webhook;
  private final TokenVerifier verifier;
  private final String email;

  /**
   * Accepts tokens of this kind, for the webhook with this name.
   *
   * @param token with an audience
   */
  public BearerToken(String webhook, TokenConfig token, Outside outside) {
    this.webhook = webhook;
    this.email = token.email().orElseThrow();
    Set<String> issuers =
        token.issuer().equals(GOOGLE)
            ? Set.of(GOOGLE, "accounts.google.com")
            : Set.of(token.issuer());
    this.verifier =
        new TokenVerifier(
            issuers,
            token.audience().orElseThrow(),
            token.keys(),
            outside.fetcher(),
            outside.clock());
  }

  @Override
  public Verdict check(Evidence evidence) {
    String value = evidence.header("Authorization");
    if (!value.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Verdict.refused("it has no token in its Authorization header");
    }
    return switch (verifier.check(value.substring(SCHEME.length()).strip())) {
      case TokenCheck.Valid(Map<String, Object> claims) -> ofAccount(claims);
      case TokenCheck.Invalid(String reason) -> Verdict.refused(reason);
      case TokenCheck.Unknown(String reason) -> new Verdict.Undecided(reason);
    };
  }

  private Verdict ofAccount(Map<String, Object> claims) {
    // As JSON has it, and as a text, which OpenID providers are known to write.
    boolean verified = "true".equals(String.valueOf(claims.get("email_verified")));
    return verified && email.equals(claims.get("email"))
        ? Verdict.ACCEPTED
        : Verdict.refused("its token speaks of another account");
  }

  @Override
  public Ask ask() {
    return new Ask(
        "a token (JWT) of the issuer, the audience and the account that webhooks."
            + webhook
            + ".token names, as \"Authorization: Bearer <token>\"",
        "Turn authentication on for the subscription, with that account and that audience.",
        Ask.BEARER);
  }
}
