package io.waybill.chassis.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tokens (JWT, RFC 7519) of an OpenID Connect issuer, such as Keycloak or Entra ID.
 *
 * @param issuer who issues them; none = there is no issuer
 * @param audience for whom they have to be issued
 * @param jwks where the issuer's public keys are; none = where its discovery document says
 * @param ca a PEM file of certificate authorities that the issuer's certificate may be of
 * @param nameClaim where they say who it is, for people
 * @param rolesClaim where they name roles or groups; a dot leads into an object
 * @param grants what each of these may do
 * @param registriesClaim where they list registries; none = nowhere
 * @param repositoriesClaim where they list repositories; none = nowhere
 */
public record OidcConfig(
    @Key(
            value =
                "Who issues the tokens, exactly as the claim `iss` has it. Left out, only"
                    + " `api.tokens` let in.",
            example = "https://keycloak.example.com/realms/company")
        Optional<String> issuer,
    @Key(value = "For whom a token has to be issued (`aud`).", example = "waybill")
        Optional<String> audience,
    @Key(
            "Where the issuer's public keys are (JWKS). Left out, where"
                + " `<issuer>/.well-known/openid-configuration` says.")
        Optional<URI> jwks,
    @Key(
            value =
                "A PEM file of certificate authorities to believe of the issuer besides the usual"
                    + " ones.",
            example = "/etc/waybill/ca.pem")
        Optional<Path> ca,
    @Key("The claim that names the caller for people; `sub` is taken where it is missing.")
        String nameClaim,
    @Key(
            value = "The claim that lists roles or groups; a dot leads into an object.",
            example = "realm_access.roles")
        String rolesClaim,
    @Key("What those may do in whose token the roles' claim lists this name.")
        Map<String, GrantConfig> grants,
    @Key(
            "A claim that lists registries. Where it is set, a token may touch those only, and none"
                + " where it has no such claim; grants that name registries themselves stand.")
        Optional<String> registriesClaim,
    @Key(
            value =
                "A claim that lists repositories and prefixes, as `repositories` of a grant does;"
                    + " to be read like `registriesClaim`.",
            example = "waybill_repositories")
        Optional<String> repositoriesClaim) {
  /** No issuer. */
  public static final OidcConfig NONE =
      new OidcConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "preferred_username",
          "roles",
          Map.of(),
          Optional.empty(),
          Optional.empty());

  /** Checks that what belongs together is there. */
  public OidcConfig {
    grants = Collections.unmodifiableMap(new TreeMap<>(grants));
    new Checks()
        .require(issuer.isEmpty() || isWeb(issuer.get()), "issuer", "is not an http(s) address")
        .require(
            jwks.isEmpty() || isWeb(jwks.get().toString()), "jwks", "is not an http(s) address")
        .require(
            issuer.isEmpty() || audience.isPresent(),
            "audience",
            "is missing: the issuer's tokens for other services must not open this one")
        .require(
            issuer.isEmpty() || !grants.isEmpty(),
            "grants",
            "is missing: which roles or groups may do what?")
        .require(
            issuer.isPresent() || audience.isEmpty(), "audience", "has no effect without issuer")
        .require(issuer.isPresent() || jwks.isEmpty(), "jwks", "has no effect without issuer")
        .require(issuer.isPresent() || ca.isEmpty(), "ca", "has no effect without issuer")
        .require(issuer.isPresent() || grants.isEmpty(), "grants", "has no effect without issuer")
        .notBlank("nameClaim", nameClaim)
        .notBlank("rolesClaim", rolesClaim)
        .done();
  }

  private static boolean isWeb(String address) {
    return address.matches("https?://[^/].*");
  }

  /** Whether there is an issuer. */
  public boolean isConfigured() {
    return issuer.isPresent();
  }
}
