package io.waybill.registry.manifests;

import java.util.Optional;

/**
 * What a manifest in an index runs on (OCI image-spec 1.1, "image index").
 *
 * @param os the operating system
 * @param architecture the CPU architecture
 * @param variant the CPU's variant
 * @param osVersion the operating system's version; only Windows has any
 */
public record Platform(
    String os, String architecture, Optional<String> variant, Optional<String> osVersion) {
  /** Whether it says anything: BuildKit gives its attestations {@code unknown/unknown}. */
  public boolean isKnown() {
    return !os.isEmpty()
        && !architecture.isEmpty()
        && !(os.equals("unknown") && architecture.equals("unknown"));
  }

  @Override
  public String toString() {
    return os
        + "/"
        + architecture
        + variant.map(name -> "/" + name).orElse("")
        + osVersion.map(version -> ":" + version).orElse("");
  }
}
