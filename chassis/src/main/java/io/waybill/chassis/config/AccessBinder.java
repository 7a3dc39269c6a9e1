package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.TimeSpan;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the records of who may call the API from their sections. */
final class AccessBinder {
  private AccessBinder() {}

  /** Who may call; its keys stand among the API's own. */
  static AccessConfig access(Section api) {
    AccessConfig defaults = AccessConfig.OPEN;
    List<CallerConfig> tokens = new ArrayList<>();
    for (Section.Item item : api.list("tokens")) {
      switch (item) {
        case Section.Item.Text(Secret token) ->
            tokens.add(CallerConfig.of("token-" + (tokens.size() + 1), token, Role.ADMIN));
        case Section.Item.Keys(Section entry) -> caller(entry).ifPresent(tokens::add);
      }
    }
    OidcConfig oidc = oidc(api.section("oidc"));
    TimeSpan retention =
        api.parsed("auditRetention", TimeSpan::parse).orElse(defaults.auditRetention());
    return api.part(() -> new AccessConfig(tokens, oidc, retention)).orElse(defaults);
  }

  private static Optional<CallerConfig> caller(Section section) {
    Optional<String> name = section.text("name");
    boolean given = section.text("token").isPresent();
    Optional<Secret> token = section.secret("token");
    Optional<Role> role = role(section);
    List<Registry> registries = registries(section);
    List<RepositoryPrefix> repositories = repositories(section);
    if (name.isEmpty()) {
      section.missing("name", "whom shall the audit trail name?");
    }
    if (!given) {
      section.missing("token", "what does the caller show?");
    }
    if (name.isEmpty() || token.isEmpty() || role.isEmpty()) {
      return Optional.empty();
    }
    return section.make(
        () -> new CallerConfig(name.get(), token.get(), role.get(), registries, repositories));
  }

  private static OidcConfig oidc(Section section) {
    OidcConfig defaults = OidcConfig.NONE;
    Optional<String> issuer = section.text("issuer");
    Optional<String> audience = section.text("audience");
    Optional<URI> jwks = section.parsed("jwks", Binder::uri);
    Optional<Path> ca = section.parsed("ca", Binder::path);
    String name = section.text("nameClaim").orElse(defaults.nameClaim());
    String roles = section.text("rolesClaim").orElse(defaults.rolesClaim());
    Map<String, GrantConfig> grants =
        Binder.entries(section, "grants", GrantConfig.class, AccessBinder::grant);
    Optional<String> registries = section.text("registriesClaim");
    Optional<String> repositories = section.text("repositoriesClaim");
    return section
        .make(
            () ->
                new OidcConfig(
                    issuer, audience, jwks, ca, name, roles, grants, registries, repositories))
        .orElse(defaults);
  }

  private static Optional<GrantConfig> grant(String name, Section section) {
    Optional<Role> role = role(section);
    List<Registry> registries = registries(section);
    List<RepositoryPrefix> repositories = repositories(section);
    return role.flatMap(
        given -> section.make(() -> new GrantConfig(given, registries, repositories)));
  }

  private static Optional<Role> role(Section section) {
    if (section.text("role").isEmpty()) {
      section.missing("role", "viewer, operator or admin?");
    }
    return section.parsed("role", AccessBinder::parseRole);
  }

  private static Role parseRole(String text) {
    for (Role role : Role.values()) {
      if (role.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return role;
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" is not one of viewer, operator, admin");
  }

  private static List<Registry> registries(Section section) {
    return limit(section, "registries", Registry::of);
  }

  private static List<RepositoryPrefix> repositories(Section section) {
    return limit(section, "repositories", RepositoryPrefix::parse);
  }

  /** A list that turned out to be empty must not become no limit at all. */
  private static <T> List<T> limit(Section section, String key, Function<String, T> parser) {
    Optional<List<T>> limit = section.items(key, parser);
    if (limit.isPresent() && limit.get().isEmpty()) {
      section.missing(key, "it is there and lists nothing; leave it out where there is no limit");
    }
    return limit.orElse(List.of());
  }
}
