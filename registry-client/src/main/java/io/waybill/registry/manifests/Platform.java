package io.waybill.registry.manifests;

import java.util.Optional;

/**
 * What a manifest in an index runs on (OCI image-spec 1.1, "image index").
 *
 * @param os the operating system
 * @param architecture the CPU architecture
 * @param variant the CPU's variant
 */
public record Platform(String os, String architecture, Optional<String> variant) {
  @Override
  public String toString() {
    return os + "/" + architecture + variant.map(name -> "/" + name).orElse("");
  }
}
