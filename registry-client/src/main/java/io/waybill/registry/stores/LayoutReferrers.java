package io.waybill.registry.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The referrers in a layout: manifests of its index without a name and with a subject. They are
 * looked for when they are first asked for. Safe for many threads.
 */
final class LayoutReferrers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST = 4 * 1024 * 1024;

  private final ImageNames names;
  private final ListedStore.Contents contents;
  private final Map<Digest, Map<Digest, ObjectNode>> found = new ConcurrentHashMap<>();
  private boolean searched;

  LayoutReferrers(ImageNames names, ListedStore.Contents contents) {
    this.names = names;
    this.contents = contents;
  }

  /** The entries of the list of referrers (OCI distribution-spec 1.1, "Listing Referrers"). */
  synchronized List<ObjectNode> find(Digest subject) throws IOException {
    if (!searched) {
      for (ImageEntry entry : names.untagged()) {
        Optional<StoredContent> content = contents.find(entry.repository(), entry.digest());
        if (content.isPresent() && content.get().size() <= LARGEST) {
          String place = contents.placeOf(entry.digest());
          add(entry.digest(), content.get().readAll(LARGEST, place));
        }
      }
      searched = true;
    }
    return new ArrayList<>(found.getOrDefault(subject, Map.of()).values());
  }

  /** Has them looked for once more: the index is another one. */
  synchronized void forget() {
    searched = false;
    found.clear();
  }

  /**
   * Adds the manifest where it is a referrer.
   *
   * @return its subject, where it has one
   */
  Optional<Digest> add(Digest digest, byte[] manifest) {
    JsonNode json = read(manifest);
    Optional<Digest> subject = Digest.find(json.path("subject").path("digest").asText(""));
    if (subject.isPresent()) {
      found
          .computeIfAbsent(subject.get(), any -> new ConcurrentHashMap<>())
          .put(digest, descriptor(json, digest, manifest.length));
    }
    return subject;
  }

  private static ObjectNode descriptor(JsonNode json, Digest digest, int size) {
    ObjectNode descriptor = JSON.createObjectNode();
    descriptor.put("mediaType", json.path("mediaType").asText(""));
    descriptor.put("digest", digest.toString());
    descriptor.put("size", size);
    String own = json.path("artifactType").asText("");
    String type = own.isEmpty() ? json.path("config").path("mediaType").asText("") : own;
    if (!type.isEmpty()) {
      descriptor.put("artifactType", type);
    }
    if (json.path("annotations").isObject()) {
      descriptor.set("annotations", json.path("annotations"));
    }
    return descriptor;
  }

  private static JsonNode read(byte[] manifest) {
    try {
      return JSON.readTree(manifest);
    } catch (IOException notJson) {
      return JSON.createObjectNode();
    }
  }
}
