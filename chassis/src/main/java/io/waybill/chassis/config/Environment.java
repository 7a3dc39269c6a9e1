package io.waybill.chassis.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The environment variables: which keys they set, and which of them nobody asked for. */
final class Environment {
  static final String PREFIX = "WAYBILL";

  /** Variables that the command line and the start script read; no keys of the configuration. */
  private static final Set<String> OTHERS =
      Set.of(
          "WAYBILL_CONFIG",
          "WAYBILL_HOME",
          "WAYBILL_JAVA_HOME",
          "WAYBILL_JAVA_OPTIONS",
          "WAYBILL_TOKEN",
          "WAYBILL_URL");

  /**
   * What Kubernetes sets in every pod beside a service called waybill-gateway; none of it is meant
   * for us. https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
   */
  private static final Pattern KUBERNETES_NAME =
      Pattern.compile(".*_SERVICE_HOST|.*_SERVICE_PORT(_.*)?|.*_PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?");

  private static final Pattern KUBERNETES_PORT = Pattern.compile("(tcp|udp|sctp)://.*");

  private static final Pattern REFERENCE =
      Pattern.compile("\\$(\\$\\{)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

  private final SortedMap<String, String> variables = new TreeMap<>();
  private final Map<String, String> all;
  private final Set<String> asked = new TreeSet<>();
  private final Set<String> referred = new TreeSet<>();

  Environment(Map<String, String> variables) {
    this.all = Map.copyOf(variables);
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX + "_") && !isForeign(name, value)) {
            this.variables.put(name, value);
          }
        });
  }

  private static boolean isForeign(String name, String value) {
    return OTHERS.contains(name)
        || KUBERNETES_NAME.matcher(name).matches()
        || (name.endsWith("_PORT") && KUBERNETES_PORT.matcher(value).matches());
  }

  /** The name of the variable for a key: {@code maxBody} below WAYBILL_GATEWAY. */
  static String variable(String parent, String key) {
    return parent
        + "_"
        + key.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("[^A-Za-z0-9]", "_")
            .toUpperCase(Locale.ROOT);
  }

  /** What the variable says; one that is set to nothing is not set. */
  Optional<String> find(String variable) {
    asked.add(variable);
    return Optional.ofNullable(variables.get(variable)).filter(value -> !value.isEmpty());
  }

  /** The variables whose names begin so. */
  Set<String> below(String parent) {
    Set<String> names = new TreeSet<>();
    for (String name : variables.tailMap(parent + "_").keySet()) {
      if (!name.startsWith(parent + "_")) {
        break;
      }
      names.add(name);
    }
    return names;
  }

  /**
   * The text with each {@code ${NAME}} replaced by the variable's value; {@code ${NAME:-default}}
   * has a default, and two dollar signs before a brace stand for one that is meant literally.
   *
   * @throws IllegalArgumentException when a variable is not set; the message is the rest of a
   *     sentence
   */
  String interpolate(String text) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(out, Matcher.quoteReplacement(replacement(matcher)));
    }
    return matcher.appendTail(out).toString();
  }

  private String replacement(Matcher matcher) {
    if (matcher.group(1) != null) {
      return matcher.group(1);
    }
    @Nullable String name = matcher.group(2);
    if (name == null) {
      throw new IllegalArgumentException(
          "has a ${ that begins no ${NAME}: write $${ where ${ itself is meant");
    }
    referred.add(name);
    @Nullable String value = all.get(name);
    @Nullable String otherwise = matcher.group(3);
    if (value == null || (value.isEmpty() && otherwise != null)) {
      if (otherwise == null) {
        throw new IllegalArgumentException(
            "refers to the environment variable " + name + ", which is not set");
      }
      return otherwise;
    }
    return value;
  }

  /** Notes the variables that set nothing. */
  void reportUnknown(Problems problems) {
    for (String name : variables.keySet()) {
      if (!asked.contains(name) && !referred.contains(name)) {
        String suggestion =
            Problems.nearest(name, asked, name.length() / 4)
                .map(near -> ": did you mean " + near + "?")
                .orElse(": see docs/configuration.md for those that do");
        problems.add("The environment variable " + name + " sets no key" + suggestion);
      }
    }
  }
}
