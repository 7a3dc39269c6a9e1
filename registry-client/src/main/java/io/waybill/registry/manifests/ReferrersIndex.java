package io.waybill.registry.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.names.Digest;
import java.util.Collection;
import java.util.TreeMap;

/**
 * Writes the index that lists a manifest's referrers where a registry has no API for it (OCI
 * distribution-spec 1.1, "Referrers Tag Schema"). This and {@link RebuiltIndex} are the only
 * manifests that are written and not moved.
 */
public final class ReferrersIndex {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReferrersIndex() {}

  /** An index of these referrers, in their order; the same ones give the same bytes. */
  public static ManifestPayload write(Collection<Descriptor> referrers) {
    ObjectNode index = JSON.createObjectNode();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode manifests = index.putArray("manifests");
    referrers.forEach(referrer -> write(referrer, manifests.addObject()));
    try {
      byte[] bytes = JSON.writeValueAsBytes(index);
      return new ManifestPayload(MediaTypes.OCI_INDEX, Digest.sha256(bytes), bytes);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A tree of texts and numbers is JSON", impossible);
    }
  }

  private static void write(Descriptor descriptor, ObjectNode node) {
    node.put("mediaType", descriptor.mediaType());
    node.put("digest", descriptor.digest().toString());
    node.put("size", descriptor.countedSize());
    descriptor.artifactType().ifPresent(type -> node.put("artifactType", type));
    descriptor
        .platform()
        .ifPresent(
            platform -> {
              ObjectNode on = node.putObject("platform");
              on.put("architecture", platform.architecture());
              on.put("os", platform.os());
              platform.variant().ifPresent(variant -> on.put("variant", variant));
              platform.osVersion().ifPresent(version -> on.put("os.version", version));
            });
    if (!descriptor.annotations().isEmpty()) {
      ObjectNode annotations = node.putObject("annotations");
      new TreeMap<>(descriptor.annotations()).forEach(annotations::put);
    }
  }
}
