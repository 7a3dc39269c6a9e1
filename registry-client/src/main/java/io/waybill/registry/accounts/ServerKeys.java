package io.waybill.registry.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The keys under which account files know a registry. Docker writes the host, older versions an
 * address with {@code https://} and {@code /v1/}; podman may add a path, for accounts that are good
 * for a part of the registry (containers-auth.json(5)).
 */
final class ServerKeys {
  /** What docker writes and what it asks its helpers for where Docker Hub is meant. */
  static final String DOCKER_HUB = "https://index.docker.io/v1/";

  private static final Set<String> DOCKER_HUB_HOSTS =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

  private ServerKeys() {}

  /** What docker calls the registry: its host, but Docker Hub by an address of old. */
  static String server(String registry) {
    return isDockerHub(registry) ? DOCKER_HUB : registry;
  }

  /** The keys that fit the repository, the one that says most first. */
  static List<String> candidates(String registry, String path) {
    List<String> keys = new ArrayList<>();
    String host = isDockerHub(registry) ? "docker.io" : registry.toLowerCase(Locale.ROOT);
    String rest = path;
    while (!rest.isEmpty()) {
      keys.add(host + "/" + rest);
      int slash = rest.lastIndexOf('/');
      rest = slash < 0 ? "" : rest.substring(0, slash);
    }
    keys.add(host);
    return keys;
  }

  /** A key as it is compared: without scheme and version, Docker Hub by one name. */
  static String comparable(String key) {
    String text = key.strip().replaceFirst("^https?://", "");
    text = text.replaceFirst("/+$", "").replaceFirst("/v[12]$", "");
    int slash = text.indexOf('/');
    String host = (slash < 0 ? text : text.substring(0, slash)).toLowerCase(Locale.ROOT);
    String path = slash < 0 ? "" : text.substring(slash);
    return (isDockerHub(host) ? "docker.io" : host) + path;
  }

  private static boolean isDockerHub(String host) {
    return DOCKER_HUB_HOSTS.contains(host.toLowerCase(Locale.ROOT));
  }
}
