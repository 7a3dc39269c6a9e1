package io.waybill.registry.prepare;

import java.util.Locale;

/**
 * What a registry wants to be there before anything is pushed to it.
 *
 * @param kind what the provider calls it
 * @param name its name
 */
public record Space(Kind kind, String name) {
  /** What it may be called. */
  public enum Kind {
    /** Harbor's. */
    PROJECT,
    /** ECR's, for each path; Google's, for many. */
    REPOSITORY,
    /** Alibaba Cloud's. */
    NAMESPACE,
    /** Huawei Cloud's. */
    ORGANISATION;

    /** The word for people. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Its kind and name, as {@code project "team"}. */
  @Override
  public String toString() {
    return kind.word() + " \"" + name + "\"";
  }
}
