package io.waybill.registry.stores;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The files of an OCI image layout (OCI image-spec 1.1, "OCI Image Layout Specification"), in a
 * directory or a tar.
 */
final class LayoutFiles implements ListedStore.Contents {
  static final String MARK = "oci-layout";
  static final String INDEX = "index.json";
  static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** Ours: the repository, where a name alone would not tell it from a registry's host. */
  static final String REPOSITORY = "io.waybill.image.repository";

  /** containerd's, and so docker's: the whole name, where the one above is a tag. */
  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  private static final int MOST_IMAGES = 200_000;
  private static final long LARGEST_INDEX = 256L * 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final FileTree files;

  LayoutFiles(String name, FileTree files) {
    this.name = name;
    this.files = files;
  }

  /** Whether there is one, at least the beginning of it. */
  boolean isLayout() throws IOException {
    return files.find(MARK).isPresent() || files.find(INDEX).isPresent();
  }

  /**
   * Reads the index.
   *
   * @param repository that of images whose names have none
   */
  ImageNames readNames(String repository) throws IOException {
    Optional<StoredContent> index = files.find(INDEX);
    if (index.isEmpty()) {
      throw new NoStoreException(
          isLayout()
              ? ("%s is an OCI layout without an index.json: what was written into it was stopped."
                      + " Write it again.")
                  .formatted(name)
              : "%s is no OCI layout: it has no index.json.".formatted(name));
    }
    if (index.get().size() > LARGEST_INDEX) {
      throw new NoStoreException(
          "The index.json of %s has %d bytes, and %d are the most that is read."
              .formatted(name, index.get().size(), LARGEST_INDEX));
    }
    ImageNames names = new ImageNames();
    try (InputStream in = index.get().open(0);
        JsonParser json = JSON.createParser(in)) {
      read(json, repository, names);
    } catch (JsonProcessingException notJson) {
      throw new NoStoreException(
          "The index.json of %s is not JSON: %s.".formatted(name, notJson.getOriginalMessage()));
    }
    return names;
  }

  private void read(JsonParser json, String repository, ImageNames names) throws IOException {
    int count = 0;
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean manifests = json.currentName().equals("manifests");
      if (json.nextToken() != JsonToken.START_ARRAY || !manifests) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        if (++count > MOST_IMAGES) {
          throw new NoStoreException(
              "The index.json of %s has more than %d images, which is more than is read of one."
                  .formatted(name, MOST_IMAGES));
        }
        JsonNode descriptor = JSON.readTree(json);
        entry(descriptor, repository).ifPresent(names::add);
      }
    }
  }

  /** What an entry of the index names; empty where its digest is none. */
  static Optional<ImageEntry> entry(JsonNode descriptor, String repository) {
    JsonNode annotations = descriptor.path("annotations");
    String written = annotations.path(REF_NAME).asText("");
    String known = annotations.path(CONTAINERD_NAME).asText("");
    String own = annotations.path(REPOSITORY).asText("");
    WrittenName name =
        written.isEmpty() && known.isEmpty()
            ? new WrittenName(repository, Optional.empty())
            : WrittenName.parse(known.isEmpty() ? written : known, repository);
    String path = WrittenName.isRepository(own) ? own : name.repository();
    return Digest.find(descriptor.path("digest").asText(""))
        .map(
            digest ->
                new ImageEntry(
                    path,
                    name.tag(),
                    digest,
                    MediaTypes.base(descriptor.path("mediaType").asText("")),
                    known.isEmpty() ? written : known,
                    descriptor.toString()));
  }

  @Override
  public Optional<StoredContent> find(String repository, Digest digest) throws IOException {
    return files.find(path(digest));
  }

  @Override
  public String placeOf(Digest digest) {
    return files.placeOf(path(digest));
  }

  static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }
}
