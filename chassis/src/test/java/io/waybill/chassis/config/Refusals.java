package io.waybill.chassis.config;

import java.util.List;
import java.util.Map;

/** What a configuration is refused for. */
final class Refusals {
  private Refusals() {}

  /** The problems, each one without its place. */
  static List<String> problemsOf(String yaml) {
    return problemsOf(yaml, Map.of());
  }

  static List<String> problemsOf(String yaml, Map<String, String> environment) {
    try {
      ConfigLoader.parse(yaml, environment);
    } catch (ConfigException refused) {
      return refused.problems().stream().map(p -> p.replaceFirst(" \\([^()]*\\)$", "")).toList();
    }
    return List.of();
  }
}
