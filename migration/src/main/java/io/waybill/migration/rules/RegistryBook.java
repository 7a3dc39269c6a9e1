package io.waybill.migration.rules;

import io.waybill.schemas.names.Registry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The registries that rules name. A registry here has one account, so that a host with an account
 * for each namespace becomes several registries.
 */
final class RegistryBook {
  private static final String HUB = "docker.io";
  private static final String HUB_API = "registry-1.docker.io";

  private final Map<String, String> given;
  private final Map<Entry, String> names = new LinkedHashMap<>();
  private final Set<String> taken;
  private final Set<String> met = new HashSet<>();

  /**
   * How a registry is reached.
   *
   * @param scheme {@code https} or {@code http}
   * @param username who logs in; empty = nobody
   * @param password a reference to the password; empty where the file has the password itself, or
   *     there is none
   * @param more other keys of the configuration, as {@code insecure} and {@code login.provider}
   */
  record Access(
      String scheme,
      Optional<String> username,
      Optional<String> password,
      Map<String, String> more) {
    /** Anonymous, over https. */
    static final Access PLAIN = new Access("https", Optional.empty(), Optional.empty(), Map.of());
  }

  private record Entry(String host, String part, Access access) {}

  RegistryBook(Map<String, String> given) {
    this.given = given;
    this.taken = new HashSet<>(given.values());
  }

  /** The registry at that host. */
  Registry name(String host, Access access) {
    return name(host, "", access);
  }

  /**
   * The registry at that host.
   *
   * @param part what its account is limited to; part of its name
   */
  Registry name(String host, String part, Access access) {
    met.add(host);
    String configured = given.get(host);
    return Registry.of(
        configured != null
            ? configured
            : names.computeIfAbsent(
                new Entry(host, part, access),
                entry -> free(slug(part.isEmpty() ? host : host + "-" + part))));
  }

  /** The hosts that were given a name, and that nothing names. */
  List<String> unmet() {
    return given.keySet().stream().filter(host -> !met.contains(host)).sorted().toList();
  }

  private String free(String wanted) {
    String free = wanted;
    for (int i = 2; !taken.add(free); i++) {
      free = wanted + "-" + i;
    }
    return free;
  }

  /** Lower-case letters, digits and dashes. */
  static String slug(String text) {
    String slug =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return slug.isEmpty() ? "registry" : slug.substring(0, Math.min(60, slug.length()));
  }

  /** What the configuration has to know. */
  List<ImportedRegistry> registries() {
    List<ImportedRegistry> registries = new ArrayList<>();
    names.forEach((entry, name) -> registries.add(new ImportedRegistry(name, keys(entry, name))));
    return registries;
  }

  private static Map<String, String> keys(Entry entry, String name) {
    Map<String, String> keys = new LinkedHashMap<>();
    String host = entry.host().equals(HUB) ? HUB_API : entry.host();
    keys.put("url", entry.access().scheme() + "://" + host);
    entry
        .access()
        .username()
        .ifPresent(
            username -> {
              keys.put("username", username);
              keys.put("password", entry.access().password().orElse(reference(name)));
            });
    keys.putAll(new TreeMap<>(entry.access().more()));
    return keys;
  }

  private static String reference(String name) {
    return "${" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_PASSWORD}";
  }
}
