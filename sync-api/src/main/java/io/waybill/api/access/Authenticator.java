package io.waybill.api.access;

import io.waybill.chassis.config.AccessConfig;
import io.waybill.chassis.config.CallerConfig;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says who sends a request, by the bearer token that it shows (RFC 6750). */
public final class Authenticator {
  private static final String SCHEME = "Bearer ";
  private static final String CHALLENGE = "Bearer realm=\"waybill\"";
  private static final String RETRY_AFTER_S = "5";

  private final List<CallerConfig> tokens;
  private final Optional<OidcCallers> oidc;

  private Authenticator(List<CallerConfig> tokens, Optional<OidcCallers> oidc) {
    this.tokens = tokens;
    this.oidc = oidc;
  }

  /** One that lets in whom the configuration names; everyone, where it names nobody. */
  public static Authenticator of(AccessConfig access, InstantSource clock) {
    return new Authenticator(
        access.tokens(),
        access.oidc().isConfigured()
            ? Optional.of(new OidcCallers(access.oidc(), clock))
            : Optional.empty());
  }

  /**
   * Who sends the request.
   *
   * @throws ProblemException 401 where nobody is shown or known, 503 where that cannot be said now
   */
  public Identity identify(Request request) {
    if (tokens.isEmpty() && oidc.isEmpty()) {
      Browsers.requireNoOtherSite(request);
      return Identity.ANYONE;
    }
    return identity(request);
  }

  /**
   * What they may do with it.
   *
   * @param needed the role that it needs; the scope is where the caller has that role
   * @throws ProblemException 403 where they have no such role
   */
  public Caller admit(Identity identity, Role needed) {
    Role role =
        identity
            .role()
            .filter(has -> has.includes(needed))
            .orElseThrow(() -> tooLow(identity, needed));
    return new Caller(identity.id(), identity.name(), role, identity.where(needed));
  }

  private Identity identity(Request request) {
    String header =
        request
            .header("Authorization")
            .orElseThrow(
                () ->
                    unauthorized(
                        "This API wants a token: send the header \"Authorization: Bearer <token>\""
                            + " with "
                            + whichTokens()
                            + ".",
                        CHALLENGE));
    String token =
        header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? header.substring(SCHEME.length()).strip()
            : "";
    @Nullable CallerConfig known = find(token);
    if (known != null) {
      return identity(known);
    }
    if (oidc.isEmpty()) {
      throw wrong("The token in the Authorization header is none of api.tokens.");
    }
    return switch (oidc.get().find(token)) {
      case OidcCallers.Found.Somebody(Identity identity) -> identity;
      case OidcCallers.Found.Nobody(String reason) ->
          throw wrong(
              "The request is not let in: %s. It takes %s.".formatted(reason, whichTokens()));
      case OidcCallers.Found.Unknown(String reason) ->
          throw new ProblemException(
              Problem.unavailable("Whose token it is cannot be said now: " + reason + "."),
              Map.of("Retry-After", RETRY_AFTER_S));
    };
  }

  private static Identity identity(CallerConfig known) {
    return new Identity(
        "token:" + known.name(),
        known.name(),
        List.of(
            new Identity.Grant(
                known.role(),
                List.of(
                    new Area(Set.copyOf(known.registries()), Set.copyOf(known.repositories()))))));
  }

  /** Compares with every token, so that the time says nothing about which one is near. */
  private @Nullable CallerConfig find(String candidate) {
    @Nullable CallerConfig known = null;
    for (CallerConfig caller : tokens) {
      known = caller.token().current().matches(candidate) ? caller : known;
    }
    return known;
  }

  private String whichTokens() {
    if (oidc.isEmpty()) {
      return "one of api.tokens";
    }
    return tokens.isEmpty()
        ? "a token of the issuer in api.oidc"
        : "one of api.tokens, or a token of the issuer in api.oidc";
  }

  private static ProblemException tooLow(Identity identity, Role needed) {
    return new ProblemException(
        Problem.forbidden(
                "This needs the role %s, and %s has %s. Whoever configures the API can give it (%s)."
                    .formatted(
                        needed,
                        identity.name(),
                        identity.role().map(role -> "the role " + role).orElse("none"),
                        identity.id().startsWith("oidc:") ? "api.oidc.grants" : "api.tokens"))
            .with("role", needed.toString()));
  }

  private static ProblemException wrong(String detail) {
    return unauthorized(detail, CHALLENGE + ", error=\"invalid_token\"");
  }

  private static ProblemException unauthorized(String detail, String challenge) {
    return new ProblemException(
        Problem.unauthorized(detail), Map.of("WWW-Authenticate", challenge));
  }
}
