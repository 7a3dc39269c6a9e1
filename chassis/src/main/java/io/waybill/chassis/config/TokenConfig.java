package io.waybill.chassis.config;

import java.net.URI;
import java.util.Optional;

/**
 * A token (JWT, RFC 7519) that the sender of a webhook has to bear.
 *
 * @param audience for whom it has to be issued; none = no token is asked for
 * @param email of whom it has to speak
 * @param issuer who has to have issued it
 * @param keys where the issuer's public keys are (JWKS, RFC 7517)
 */
public record TokenConfig(
    @Key(
            value =
                "For whom the token has to be issued, as the subscription says. Left out, no token"
                    + " is asked for.",
            example = "https://hooks.example.com/webhooks/google")
        Optional<String> audience,
    @Key(
            value = "The service account that the subscription sends as.",
            example = "pubsub@project.iam.gserviceaccount.com")
        Optional<String> email,
    @Key("Who has to have issued the token.") String issuer,
    @Key("Where the issuer's public keys are.") URI keys) {
  private static final String GOOGLE = "https://accounts.google.com";
  private static final URI GOOGLES_KEYS = URI.create("https://www.googleapis.com/oauth2/v3/certs");

  /** No token is asked for. */
  public static final TokenConfig NONE =
      new TokenConfig(Optional.empty(), Optional.empty(), GOOGLE, GOOGLES_KEYS);

  /** Checks that what belongs together is there. */
  public TokenConfig {
    boolean web = "https".equals(keys.getScheme()) || "http".equals(keys.getScheme());
    new Checks()
        .require(
            audience.isEmpty() || email.isPresent(),
            "email",
            "is missing: anybody's service account can have a token for this audience")
        .require(audience.isPresent() || email.isEmpty(), "email", "has no effect without audience")
        .require(
            audience.isPresent() || issuer.equals(GOOGLE),
            "issuer",
            "has no effect without audience")
        .require(
            audience.isPresent() || keys.equals(GOOGLES_KEYS),
            "keys",
            "has no effect without audience")
        .require(web && keys.getHost() != null, "keys", "is not an http(s) address")
        .notBlank("issuer", issuer)
        .done();
  }
}
