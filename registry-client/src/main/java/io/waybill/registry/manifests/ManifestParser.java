package io.waybill.registry.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what a manifest names. Tolerant: fields that are missing or unknown are no reason to
 * refuse an image that its own registry took; only what cannot be read or followed is.
 */
public final class ManifestParser {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What registries and proxies say when they do not know better. */
  private static final Set<String> GENERIC =
      Set.of("", "application/json", "text/plain", "application/octet-stream", "text/html");

  private ManifestParser() {}

  /**
   * Reads a manifest.
   *
   * @param contentType the registry's Content-Type; the document's own {@code mediaType} counts
   *     where this says nothing
   * @param digest the digest of the bytes, checked by the caller
   * @param bytes the document; kept, not copied
   */
  public static Manifest parse(String contentType, Digest digest, byte[] bytes)
      throws InvalidManifestException {
    JsonNode json = read(bytes);
    String mediaType = mediaType(MediaTypes.base(contentType), json);
    ManifestPayload payload = new ManifestPayload(mediaType, digest, bytes);
    Optional<Descriptor> subject =
        json.path("subject").isObject()
            ? Optional.of(descriptor(json.path("subject"), "subject"))
            : Optional.empty();
    if (MediaTypes.isIndex(mediaType)) {
      return index(payload, json, subject);
    }
    if (MediaTypes.isImage(mediaType)) {
      return new ImageManifest(
          payload,
          descriptor(json.path("config"), "config"),
          descriptors(json, "layers"),
          subject,
          text(json, "artifactType"));
    }
    return opaque(payload, json, subject);
  }

  /** The descriptors of a page of referrers; those that cannot be read are left out. */
  public static List<Descriptor> readableDescriptors(JsonNode page) {
    List<Descriptor> found = new ArrayList<>();
    for (JsonNode node : page.path("manifests")) {
      try {
        found.add(descriptor(node, "manifests"));
      } catch (InvalidManifestException unreadable) {
        // A registry's list of what others pushed: one bad entry does not spoil the rest.
      }
    }
    return found;
  }

  private static JsonNode read(byte[] bytes) throws InvalidManifestException {
    try {
      JsonNode json = JSON.readTree(bytes);
      if (json == null || !json.isObject()) {
        throw new InvalidManifestException("the manifest is not a JSON object");
      }
      return json;
    } catch (IOException malformed) {
      throw new InvalidManifestException("the manifest is not JSON");
    }
  }

  private static String mediaType(String contentType, JsonNode json) {
    if (!GENERIC.contains(contentType)) {
      return contentType;
    }
    Optional<String> own = text(json, "mediaType");
    if (own.isPresent()) {
      return MediaTypes.base(own.get());
    }
    if (json.path("manifests").isArray()) {
      return MediaTypes.OCI_INDEX;
    }
    if (json.path("config").isObject() && json.path("layers").isArray()) {
      return MediaTypes.OCI_MANIFEST;
    }
    if (json.path("fsLayers").isArray()) {
      return json.has("signatures")
          ? MediaTypes.DOCKER_SCHEMA1
          : MediaTypes.DOCKER_SCHEMA1_UNSIGNED;
    }
    return contentType.isEmpty() ? "application/json" : contentType;
  }

  private static Index index(ManifestPayload payload, JsonNode json, Optional<Descriptor> subject)
      throws InvalidManifestException {
    List<Descriptor> manifests = new ArrayList<>();
    List<Descriptor> blobs = new ArrayList<>();
    for (Descriptor descriptor : descriptors(json, "manifests")) {
      (MediaTypes.isBlobInIndex(descriptor.mediaType()) ? blobs : manifests).add(descriptor);
    }
    return new Index(payload, manifests, blobs, subject, text(json, "artifactType"));
  }

  private static OpaqueManifest opaque(
      ManifestPayload payload, JsonNode json, Optional<Descriptor> subject)
      throws InvalidManifestException {
    List<Descriptor> blobs = new ArrayList<>();
    if (json.path("config").path("digest").isTextual()) {
      blobs.add(descriptor(json.path("config"), "config"));
    }
    blobs.addAll(descriptors(json, "layers"));
    blobs.addAll(descriptors(json, "blobs"));
    for (JsonNode layer : json.path("fsLayers")) {
      Digest digest = digest(layer.path("blobSum").asText(""), "fsLayers");
      blobs.add(Descriptor.of("", digest, Descriptor.UNKNOWN_SIZE));
    }
    return new OpaqueManifest(payload, blobs, subject);
  }

  private static List<Descriptor> descriptors(JsonNode json, String field)
      throws InvalidManifestException {
    List<Descriptor> found = new ArrayList<>();
    for (JsonNode node : json.path(field)) {
      found.add(descriptor(node, field));
    }
    return found;
  }

  private static Descriptor descriptor(JsonNode node, String field)
      throws InvalidManifestException {
    if (!node.isObject()) {
      throw new InvalidManifestException("the manifest has no usable \"" + field + "\"");
    }
    JsonNode size = node.path("size");
    List<String> urls = new ArrayList<>();
    node.path("urls").forEach(url -> urls.add(url.asText("")));
    Map<String, String> annotations = new LinkedHashMap<>();
    node.path("annotations")
        .properties()
        .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asText("")));
    return new Descriptor(
        text(node, "mediaType").orElse(""),
        digest(node.path("digest").asText(""), field),
        size.canConvertToLong() && size.asLong() >= 0 ? size.asLong() : Descriptor.UNKNOWN_SIZE,
        urls,
        platform(node.path("platform")),
        text(node, "artifactType"),
        annotations,
        text(node, "data")
            .filter(data -> data.length() <= EmbeddedData.LARGEST)
            .map(EmbeddedData::new));
  }

  /** What an image's config, or an entry of an index, says that it runs on. */
  static Optional<Platform> platform(JsonNode node) {
    return node.isObject()
        ? Optional.of(
            new Platform(
                node.path("os").asText(""),
                node.path("architecture").asText(""),
                text(node, "variant"),
                text(node, "os.version")))
        : Optional.empty();
  }

  private static Digest digest(String text, String field) throws InvalidManifestException {
    return Digest.find(text)
        .orElseThrow(
            () ->
                new InvalidManifestException(
                    "\"" + field + "\" names content by what is no digest"));
  }

  private static Optional<String> text(JsonNode node, String field) {
    String value = node.path(field).asText("");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }
}
