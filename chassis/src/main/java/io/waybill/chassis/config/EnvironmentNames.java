package io.waybill.chassis.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names that only variables mention, put back into the form that the file would have. */
final class EnvironmentNames {
  private EnvironmentNames() {}

  /** TOKYO_MAX_CONNECTIONS, of a part that has the key maxConnections, speaks of tokyo. */
  static Optional<String> entry(String rest, List<String> keys) {
    return keys.stream()
        .map(key -> Environment.variable("", key))
        .sorted(Comparator.comparingInt(String::length).reversed())
        .filter(suffix -> rest.endsWith(suffix) && rest.length() > suffix.length())
        .findFirst()
        .map(suffix -> rest.substring(0, rest.length() - suffix.length()))
        .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** SECURITY_PROTOCOL is security.protocol. */
  static String property(String rest) {
    return rest.toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
