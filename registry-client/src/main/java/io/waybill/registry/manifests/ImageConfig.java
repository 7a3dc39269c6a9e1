package io.waybill.registry.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** The only thing that a copy ever has to know of an image's configuration: where it runs. */
public final class ImageConfig {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ImageConfig() {}

  /** The platform; empty where the bytes do not say (OCI image-spec 1.1, "image configuration"). */
  public static Optional<Platform> findPlatform(byte[] config) {
    try {
      return ManifestParser.platform(JSON.readTree(config)).filter(Platform::isKnown);
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
