package io.waybill.api.receivers;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A workload of Kubernetes: {@code deployment/web}.
 *
 * @param kind what it is
 * @param name what it is called
 */
public record Workload(Kind kind, String name) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  /** Those of the group apps/v1 that have a template of a pod. */
  public enum Kind {
    /** A deployment. */
    DEPLOYMENT,
    /** A stateful set. */
    STATEFULSET,
    /** A daemon set. */
    DAEMONSET;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** As the API server's paths have it. */
    String resource() {
      return text() + "s";
    }
  }

  /** Reads {@code kind/name}. */
  @JsonCreator
  public static Workload parse(String text) {
    int slash = text.indexOf('/');
    for (Kind kind : Kind.values()) {
      if (slash > 0
          && kind.text().equals(text.substring(0, slash))
          && NAME.matcher(text.substring(slash + 1)).matches()) {
        return new Workload(kind, text.substring(slash + 1));
      }
    }
    throw new IllegalArgumentException(
        "a workload is KIND/NAME, such as deployment/web, where KIND is one of %s, not \"%s\""
            .formatted(
                Arrays.stream(Kind.values()).map(Kind::text).collect(Collectors.joining(", ")),
                text));
  }

  @JsonValue
  @Override
  public String toString() {
    return kind.text() + "/" + name;
  }
}
