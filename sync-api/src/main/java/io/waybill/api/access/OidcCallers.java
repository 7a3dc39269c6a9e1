package io.waybill.api.access;

import io.waybill.chassis.config.GrantConfig;
import io.waybill.chassis.config.OidcConfig;
import io.waybill.chassis.config.RepositoryPrefix;
import io.waybill.chassis.identity.DiscoveredKeys;
import io.waybill.chassis.identity.Fetcher;
import io.waybill.chassis.identity.TokenCheck;
import io.waybill.chassis.identity.TokenVerifier;
import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Callers whom an OpenID Connect issuer knows: what its tokens say, as the configuration reads it.
 */
final class OidcCallers {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 1 << 20;
  private static final int LONGEST_NAME = 200;

  private final OidcConfig config;
  private final TokenVerifier verifier;

  OidcCallers(OidcConfig config, InstantSource clock) {
    this.config = config;
    String issuer = config.issuer().orElseThrow();
    Fetcher plain = Fetcher.overHttp(PATIENCE, MOST_BYTES, config.ca());
    DiscoveredKeys discovered = new DiscoveredKeys(issuer, plain);
    Optional<URI> keys = config.jwks();
    this.verifier =
        new TokenVerifier(
            Set.of(issuer),
            config.audience().orElseThrow(),
            keys.orElseGet(discovered::document),
            keys.isPresent() ? plain : discovered,
            clock);
  }

  /** What is made of a token. */
  sealed interface Found {
    /** It is somebody's. */
    record Somebody(Identity identity) implements Found {}

    /** It is not to be believed: a clause. */
    record Nobody(String reason) implements Found {}

    /** That cannot be said now: a clause. */
    record Unknown(String reason) implements Found {}
  }

  Found find(String token) {
    return switch (verifier.check(token)) {
      case TokenCheck.Invalid(String reason) -> new Found.Nobody(reason);
      case TokenCheck.Unknown(String reason) -> new Found.Unknown(reason);
      case TokenCheck.Valid(Map<String, Object> claims) ->
          claims.get("sub") instanceof String subject && !subject.isBlank()
              ? new Found.Somebody(identity(subject, claims))
              : new Found.Nobody("its token names nobody (sub)");
    };
  }

  private Identity identity(String subject, Map<String, Object> claims) {
    String name =
        claim(claims, config.nameClaim()) instanceof String given && !given.isBlank()
            ? given.replaceAll("\\p{Cntrl}", "")
            : subject;
    List<Identity.Grant> grants = new ArrayList<>();
    for (String role : texts(claims, config.rolesClaim())) {
      @Nullable GrantConfig grant = config.grants().get(role);
      if (grant != null) {
        grants.add(
            new Identity.Grant(grant.role(), area(grant, claims).map(List::of).orElse(List.of())));
      }
    }
    return new Identity(
        "oidc:" + subject, name.substring(0, Math.min(name.length(), LONGEST_NAME)), grants);
  }

  /** Where the grant holds; empty = nowhere. */
  private Optional<Area> area(GrantConfig grant, Map<String, Object> claims) {
    Set<Registry> registries = Set.copyOf(grant.registries());
    Set<RepositoryPrefix> repositories = Set.copyOf(grant.repositories());
    if (registries.isEmpty() && config.registriesClaim().isPresent()) {
      registries = parsed(claims, config.registriesClaim().get(), Registry::of);
      if (registries.isEmpty()) {
        return Optional.empty();
      }
    }
    if (repositories.isEmpty() && config.repositoriesClaim().isPresent()) {
      repositories = parsed(claims, config.repositoriesClaim().get(), RepositoryPrefix::parse);
      if (repositories.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(new Area(registries, repositories));
  }

  /** What is no name of something cannot limit to it, either. */
  private static <T> Set<T> parsed(
      Map<String, Object> claims, String name, Function<String, T> parser) {
    return texts(claims, name).stream()
        .flatMap(
            text -> {
              try {
                return Optional.of(parser.apply(text)).stream();
              } catch (IllegalArgumentException other) {
                return Optional.<T>empty().stream();
              }
            })
        .collect(Collectors.toSet());
  }

  /** A list of texts, or one text with blanks between, as {@code scope} is (RFC 8693, 4.2). */
  private static List<String> texts(Map<String, Object> claims, String name) {
    return switch (claim(claims, name)) {
      case List<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case String text -> Arrays.stream(text.split(" ")).filter(word -> !word.isBlank()).toList();
      case null, default -> List.of();
    };
  }

  /** By its whole name first: claims' names may be addresses, with dots in them. */
  private static @Nullable Object claim(Map<?, ?> claims, String name) {
    if (claims.containsKey(name)) {
      return claims.get(name);
    }
    int dot = name.indexOf('.');
    return dot > 0 && claims.get(name.substring(0, dot)) instanceof Map<?, ?> below
        ? claim(below, name.substring(dot + 1))
        : null;
  }
}
