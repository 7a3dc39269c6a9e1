package io.waybill.registry.batch;

import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.names.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Images as teams have them: all share two base layers, and each has a layer and a config. */
final class ImageFamily {
  static final int SHARED = 2;
  static final int OWN = 2;

  private final ScriptedRegistry registry;
  private final List<byte[]> base = List.of(random(1), random(2));

  ImageFamily(ScriptedRegistry registry) {
    this.registry = registry;
  }

  /** Puts an image. */
  Digest put(String path, String tag) {
    List<byte[]> layers = new ArrayList<>(base);
    layers.add(random((path + ":" + tag).hashCode()));
    byte[] config = ("{\"of\":\"" + path + ":" + tag + "\"}").getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder();
    for (byte[] layer : layers) {
      registry.putBlob(path, layer);
      text.append(text.isEmpty() ? "" : ",").append(descriptor(MediaTypes.OCI_LAYER_GZIP, layer));
    }
    registry.putBlob(path, config);
    byte[] manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(MediaTypes.OCI_MANIFEST, descriptor(MediaTypes.OCI_CONFIG, config), text)
            .getBytes(StandardCharsets.UTF_8);
    registry.putManifest(path, tag, MediaTypes.OCI_MANIFEST, manifest);
    return Digest.sha256(manifest);
  }

  private static String descriptor(String mediaType, byte[] bytes) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, Digest.sha256(bytes), bytes.length);
  }

  private static byte[] random(long seed) {
    byte[] bytes = new byte[10_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
