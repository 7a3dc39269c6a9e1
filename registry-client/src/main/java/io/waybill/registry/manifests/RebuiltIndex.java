package io.waybill.registry.manifests;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Writes an index that names fewer manifests than the one it is made of. All else stays: the media
 * type, the annotations, the order, each field of each entry. The same entries of the same index
 * give the same bytes, in any worker, now and later: the digest is what a target is compared with.
 */
public final class RebuiltIndex {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private RebuiltIndex() {}

  /**
   * The index with these entries in place of its own.
   *
   * @param source the index as its registry has it
   * @param entries for each of its manifests, in their order: nothing where it is left out, or what
   *     is named instead; of that only the digest and the size count
   */
  public static Index write(Index source, List<Optional<Descriptor>> entries) {
    try {
      ObjectNode document = (ObjectNode) JSON.readTree(source.bytes());
      ArrayNode kept = JSON.createArrayNode();
      int next = 0;
      for (JsonNode entry : document.path("manifests")) {
        if (MediaTypes.isBlobInIndex(entry.path("mediaType").asText(""))) {
          kept.add(entry);
        } else {
          entries.get(next++).ifPresent(named -> kept.add(renamed((ObjectNode) entry, named)));
        }
      }
      document.set("manifests", kept);
      byte[] bytes = JSON.writeValueAsBytes(document);
      return (Index) ManifestParser.parse(source.mediaType(), Digest.sha256(bytes), bytes);
    } catch (IOException | InvalidManifestException impossible) {
      throw new IllegalStateException("What was parsed before can be parsed again", impossible);
    }
  }

  private static ObjectNode renamed(ObjectNode entry, Descriptor named) {
    if (!entry.path("digest").asText().equals(named.digest().toString())) {
      entry.put("digest", named.digest().toString());
      entry.put("size", named.size());
      // Embedded content would be that of the old digest (OCI image-spec 1.1, "data").
      entry.remove("data");
    }
    return entry;
  }
}
