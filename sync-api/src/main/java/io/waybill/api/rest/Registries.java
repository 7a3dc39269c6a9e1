package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.registries.RegistryHealth;
import io.waybill.api.registries.RegistryHealthStore;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code /registries}: the configured registries and how they are, without anything secret; and who
 * is one.
 */
final class Registries {
  private static final String LIST = "registries";
  private static final Set<String> HUB =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

  /**
   * A registry, as the API shows it.
   *
   * @param name as rules name it
   * @param url where it is
   * @param region where it stands
   * @param health how it is
   */
  record View(Registry name, URI url, Region region, RegistryHealth health) {}

  private final TreeMap<Registry, RegistryConfig> registries;
  private final RegistryHealthStore health;

  Registries(Map<Registry, RegistryConfig> registries, RegistryHealthStore health) {
    this.registries = new TreeMap<>(registries);
    this.health = health;
  }

  List<Route> routes() {
    return List.of(new Route("GET", "/registries", this::list).scoped());
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, Set.of());
    Map<Registry, RegistryHealth> known = health.read();
    List<View> found =
        registries.entrySet().stream()
            .filter(e -> page.after().map(a -> e.getKey().name().compareTo(a) > 0).orElse(true))
            .filter(e -> Caller.of(request).scope().touches(e.getKey()))
            .limit(page.limit() + 1L)
            .map(
                e ->
                    new View(
                        e.getKey(),
                        e.getValue().url(),
                        e.getValue().region(),
                        known.getOrDefault(e.getKey(), RegistryHealthStore.nothing())))
            .toList();
    return Response.json(
        200, Page.of(LIST, found, page.limit(), registry -> registry.name().name()));
  }

  /**
   * Refuses a registry that is not configured.
   *
   * @param key where the request names it
   */
  void require(Registry registry, String key) {
    Optional<String> unknown = findUnknown(registry);
    if (unknown.isPresent()) {
      throw new ProblemException(
          Problem.unprocessable(key + ": " + unknown.get() + ".").with("key", key));
    }
  }

  /** Why the registry cannot be meant; empty where it is configured. */
  Optional<String> findUnknown(Registry registry) {
    return registries.containsKey(registry)
        ? Optional.empty()
        : Optional.of("the registry \"%s\" is not configured; %s".formatted(registry, known()));
  }

  /**
   * The registries that somebody may mean who has never seen the configuration: the one of this
   * name, or else those at this host and port.
   */
  List<Registry> named(String nameOrHost) {
    Optional<Registry> named =
        registries.keySet().stream().filter(each -> each.name().equals(nameOrHost)).findFirst();
    return named.isPresent()
        ? List.of(named.get())
        : registries.entrySet().stream()
            .filter(each -> isAt(each.getValue().url(), nameOrHost))
            .map(Map.Entry::getKey)
            .toList();
  }

  /** Whether images that are pulled from this host are there. */
  private static boolean isAt(URI url, String host) {
    String authority = String.valueOf(url.getRawAuthority());
    int usual = url.getScheme().equals("https") ? 443 : 80;
    return authority.equalsIgnoreCase(host)
        || authority.equalsIgnoreCase(host + ":" + usual)
        || (authority + ":" + usual).equalsIgnoreCase(host)
        || (isHub(host) && isHub(authority));
  }

  /** Docker Hub's images are named docker.io, and are elsewhere. */
  private static boolean isHub(String host) {
    return HUB.contains(host.toLowerCase(Locale.ROOT));
  }

  private String known() {
    return registries.isEmpty()
        ? "none is: add it under registries in the configuration of every role"
        : "known are "
            + registries.keySet().stream().map(Registry::name).collect(Collectors.joining(", "));
  }
}
