package io.waybill.registry.stores;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Index;
import io.waybill.registry.manifests.InvalidManifestException;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.ManifestParser;
import io.waybill.schemas.names.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What manifests are. A registry keeps what it was told when they were pushed; in files that stands
 * in them, mostly, or in the index that names them, which is always read before. Safe for many
 * threads.
 */
final class ManifestTypes {
  private static final int KEPT = 20_000;

  private final Map<Digest, String> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, String> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * The manifest's media type; what is no manifest is said to be JSON, and refused by its reader.
   *
   * @param listed what the store says
   */
  synchronized String of(Digest digest, Optional<String> listed, byte[] bytes) {
    try {
      String known = listed.orElseGet(() -> told.getOrDefault(digest, ""));
      Manifest manifest = ManifestParser.parse(known, digest, bytes);
      if (manifest instanceof Index index) {
        for (Descriptor child : index.manifests()) {
          if (!child.mediaType().isEmpty()) {
            told.put(child.digest(), child.mediaType().intern());
          }
        }
      }
      return manifest.mediaType();
    } catch (InvalidManifestException malformed) {
      return "application/json";
    }
  }
}
