package io.waybill.chassis.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks signed tokens (JWT, RFC 7519) of one issuer, as OpenID Connect Core, section 3.1.3.7 asks:
 * the signature with a key that the issuer publishes, {@code iss}, {@code aud}, {@code exp}, {@code
 * nbf} and {@code iat}. Only RS256 and ES256 are taken: a token chooses its algorithm itself, and
 * must not choose none, or one in which the public key is the secret (RFC 8725, section 2.1).
 *
 * <p>Safe for any number of threads. May wait for the issuer's keys, for seconds.
 */
public final class TokenVerifier {
  /** How far clocks may be apart. */
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  /** Far more than any issuer writes: what is longer is not looked at. */
  private static final int LONGEST = 16 << 10;

  private final Set<String> issuers;
  private final String audience;
  private final IssuerKeys keys;
  private final InstantSource clock;

  /**
   * Checks tokens of this issuer.
   *
   * @param issuers its names
   * @param audience for whom tokens have to be issued
   * @param keys where its public keys are (JWKS)
   * @param fetcher fetches them
   * @param clock says what has expired
   */
  public TokenVerifier(
      Set<String> issuers, String audience, URI keys, Fetcher fetcher, InstantSource clock) {
    this.issuers = Set.copyOf(issuers);
    this.audience = audience;
    this.keys = new IssuerKeys(keys, fetcher, clock);
    this.clock = clock;
  }

  /** Checks a token in its compact form. */
  public TokenCheck check(String token) {
    if (token.length() > LONGEST) {
      return new TokenCheck.Invalid("its token is too long");
    }
    try {
      SignedJWT parsed = SignedJWT.parse(token);
      @Nullable String problem = findProblem(parsed);
      return problem == null
          ? new TokenCheck.Valid(parsed.getJWTClaimsSet().getClaims())
          : new TokenCheck.Invalid(problem);
    } catch (KeysUnavailableException unavailable) {
      return new TokenCheck.Unknown(String.valueOf(unavailable.getMessage()));
    } catch (ParseException | JOSEException | IllegalArgumentException malformed) {
      // What the library says quotes the token.
      return new TokenCheck.Invalid("its token is no signed JWT");
    }
  }

  /** What costs nothing is looked at before keys are fetched. */
  private @Nullable String findProblem(SignedJWT token)
      throws ParseException, JOSEException, KeysUnavailableException {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    if (!algorithm.equals(JWSAlgorithm.RS256) && !algorithm.equals(JWSAlgorithm.ES256)) {
      return "its token is signed in another way than RS256 or ES256";
    }
    @Nullable String id = token.getHeader().getKeyID();
    @Nullable JWTClaimsSet claims = token.getJWTClaimsSet();
    if (id == null || claims == null) {
      return "its token names no key, or says nothing";
    }
    @Nullable String problem = findProblem(claims);
    if (problem != null) {
      return problem;
    }
    @Nullable JWK key = keys.find(id);
    if (key == null) {
      return "its token names a key that the issuer does not have";
    }
    return isSignedWith(key, token) ? null : "the signature of its token is wrong";
  }

  private @Nullable String findProblem(JWTClaimsSet claims) {
    if (claims.getIssuer() == null || !issuers.contains(claims.getIssuer())) {
      return "its token is of another issuer";
    }
    if (!claims.getAudience().contains(audience)) {
      return "its token is for another audience";
    }
    Instant now = clock.instant();
    @Nullable Date expires = claims.getExpirationTime();
    if (expires == null || !now.isBefore(expires.toInstant().plus(LEEWAY))) {
      return "its token has expired";
    }
    return isLater(claims.getNotBeforeTime(), now) || isLater(claims.getIssueTime(), now)
        ? "its token holds only later"
        : null;
  }

  private static boolean isLater(@Nullable Date date, Instant now) {
    return date != null && date.toInstant().minus(LEEWAY).isAfter(now);
  }

  private static boolean isSignedWith(JWK key, SignedJWT token) throws JOSEException {
    @Nullable JWSVerifier verifier =
        switch (key) {
          case RSAKey rsa when token.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256) ->
              new RSASSAVerifier(rsa);
          case ECKey curve when token.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256) ->
              new ECDSAVerifier(curve);
          default -> null;
        };
    return verifier != null && token.verify(verifier);
  }
}
