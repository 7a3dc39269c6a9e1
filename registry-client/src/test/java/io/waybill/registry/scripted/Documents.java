package io.waybill.registry.scripted;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.names.Digest;
import java.nio.charset.StandardCharsets;

/** Manifests and blobs of any kind, written by hand and laid into a registry. */
public final class Documents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScriptedRegistry registry;
  private final String repository;

  public Documents(ScriptedRegistry registry, String repository) {
    this.registry = registry;
    this.repository = repository;
  }

  /** A blob, and how a manifest names it. */
  public ObjectNode blob(String mediaType, byte[] content) {
    registry.putBlob(repository, content);
    return descriptor(mediaType, content);
  }

  public ObjectNode blob(String mediaType, String content) {
    return blob(mediaType, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A manifest, and how an index names it. */
  public ObjectNode manifest(String mediaType, String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    registry.putManifest(repository, "laid", mediaType, bytes);
    return descriptor(mediaType, bytes);
  }

  /** An image for a platform, and how an index names it, without the platform. */
  public ObjectNode image(String platform) {
    String[] names = platform.split("[/:]", -1);
    ObjectNode config = JSON.createObjectNode().put("os", names[0]).put("architecture", names[1]);
    if (names.length > 2) {
      config.put("variant", names[2]);
    }
    ObjectNode manifest = JSON.createObjectNode().put("schemaVersion", 2);
    manifest.put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    manifest.set(
        "config", blob("application/vnd.oci.image.config.v1+json", config.toPrettyString()));
    manifest
        .putArray("layers")
        .add(blob("application/vnd.oci.image.layer.v1.tar+gzip", "layer of " + platform));
    return manifest("application/vnd.oci.image.manifest.v1+json", manifest.toPrettyString());
  }

  /** The same with the platform, as an index names it. */
  public ObjectNode platform(String platform) {
    String[] names = platform.split("[/:]", -1);
    ObjectNode entry = image(platform);
    ObjectNode on = entry.putObject("platform").put("architecture", names[1]).put("os", names[0]);
    if (names.length > 2 && platform.contains(":")) {
      on.put("os.version", names[2]);
    } else if (names.length > 2) {
      on.put("variant", names[2]);
    }
    return entry;
  }

  /** An OCI index, and how another one names it. */
  public ObjectNode index(ObjectNode... entries) {
    return manifest("application/vnd.oci.image.index.v1+json", indexText(entries));
  }

  public static String indexText(ObjectNode... entries) {
    ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2);
    index.put("mediaType", "application/vnd.oci.image.index.v1+json");
    ArrayNode manifests = index.putArray("manifests");
    for (ObjectNode entry : entries) {
      manifests.add(entry);
    }
    index.putObject("annotations").put("org.example.note", "kept");
    return index.toPrettyString();
  }

  public static Digest digest(ObjectNode descriptor) {
    return Digest.parse(descriptor.path("digest").asText());
  }

  private static ObjectNode descriptor(String mediaType, byte[] content) {
    return JSON.createObjectNode()
        .put("mediaType", mediaType)
        .put("digest", Digest.sha256(content).toString())
        .put("size", content.length);
  }
}
