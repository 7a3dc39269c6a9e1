package io.waybill.registry.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.schemas.names.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a registry holds. For one caller at a time. */
final class RegistryStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final class StoredManifest {
    private final String mediaType;
    private final byte[] bytes;
    private @Nullable JsonNode json;

    StoredManifest(String mediaType, byte[] bytes) {
      this.mediaType = mediaType;
      this.bytes = bytes;
    }

    String mediaType() {
      return mediaType;
    }

    byte[] bytes() {
      return bytes;
    }

    JsonNode json() {
      JsonNode parsed = json;
      if (parsed == null) {
        try {
          parsed = JSON.readTree(bytes);
        } catch (IOException malformed) {
          parsed = JSON.nullNode();
        }
        json = parsed;
      }
      return parsed;
    }
  }

  /** A repository: its links to blobs, its manifests and tags. */
  static final class Shelf {
    final Set<Digest> blobs = new HashSet<>();
    final Map<Digest, StoredManifest> manifests = new HashMap<>();
    final Map<String, Digest> tags = new TreeMap<>();

    StoredManifest manifest(Digest digest) {
      StoredManifest found = manifests.get(digest);
      if (found == null) {
        throw new IllegalStateException("No manifest " + digest);
      }
      return found;
    }
  }

  private final Map<Digest, byte[]> content = new HashMap<>();
  private final Map<String, Shelf> shelves = new TreeMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new HashMap<>();

  Shelf shelf(String name) {
    return shelves.computeIfAbsent(name, n -> new Shelf());
  }

  Set<String> names() {
    return shelves.keySet();
  }

  Optional<byte[]> findBlob(String name, Digest digest) {
    return shelf(name).blobs.contains(digest)
        ? Optional.ofNullable(content.get(digest))
        : Optional.empty();
  }

  void putBlob(String name, Digest digest, byte[] bytes) {
    content.put(digest, bytes);
    shelf(name).blobs.add(digest);
  }

  boolean mount(String name, Digest digest, String from) {
    if (!shelf(from).blobs.contains(digest)) {
      return false;
    }
    shelf(name).blobs.add(digest);
    return true;
  }

  String openUpload() {
    String id = UUID.randomUUID().toString();
    uploads.put(id, new ByteArrayOutputStream());
    return id;
  }

  Optional<ByteArrayOutputStream> findUpload(String id) {
    return Optional.ofNullable(uploads.get(id));
  }

  void closeUpload(String id) {
    uploads.remove(id);
  }

  int closeUploads() {
    int open = uploads.size();
    uploads.clear();
    return open;
  }

  int openUploads() {
    return uploads.size();
  }

  Optional<Digest> resolve(String name, String reference) {
    Shelf shelf = shelf(name);
    return Optional.ofNullable(shelf.tags.get(reference))
        .or(() -> Digest.find(reference))
        .filter(shelf.manifests::containsKey);
  }

  /** What the manifest names and the repository does not have. */
  List<Digest> missing(String name, StoredManifest manifest) {
    return missing(name, manifest, false);
  }

  /** The same, manifests aside where they are not asked for. */
  List<Digest> missing(String name, StoredManifest manifest, boolean blobsOnly) {
    Shelf shelf = shelf(name);
    JsonNode json = manifest.json();
    List<Digest> missing = new ArrayList<>();
    List<JsonNode> blobs = new ArrayList<>();
    json.path("layers").forEach(blobs::add);
    if (json.path("config").isObject()) {
      blobs.add(json.path("config"));
    }
    for (JsonNode blob : blobs) {
      Digest digest = Digest.parse(blob.path("digest").asText());
      if (!shelf.blobs.contains(digest) && !blob.path("urls").isArray()) {
        missing.add(digest);
      }
    }
    for (JsonNode child : json.path("manifests")) {
      Digest digest = Digest.parse(child.path("digest").asText());
      // Docker distribution lets an index name blobs as well: BuildKit's cache does.
      if (!blobsOnly && !shelf.manifests.containsKey(digest) && !shelf.blobs.contains(digest)) {
        missing.add(digest);
      }
    }
    return missing;
  }

  /** All that is named somewhere and missing there, in words. */
  List<String> holes(boolean blobsOnly) {
    List<String> holes = new ArrayList<>();
    shelves.forEach(
        (name, shelf) -> {
          shelf.manifests.forEach(
              (digest, manifest) -> {
                List<Digest> missing = missing(name, manifest, blobsOnly);
                if (!missing.isEmpty()) {
                  holes.add(name + "@" + digest + " without " + missing);
                }
              });
          shelf.tags.forEach(
              (tag, digest) -> {
                if (!shelf.manifests.containsKey(digest)) {
                  holes.add(name + ":" + tag + " without " + digest);
                }
              });
        });
    return holes;
  }
}
