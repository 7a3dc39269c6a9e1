package io.waybill.registry.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.names.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docker save} writes: {@code manifest.json} with the config, the layers and the names
 * of each image (moby/docker-image-spec, "Combined Image JSON + Filesystem Changeset Format").
 *
 * <p>There is no manifest among it that a registry could take, so one is made of what is there:
 * Docker's schema 2, config and layers as they are. Layers are mostly uncompressed; then their
 * digests stand in the config ({@code rootfs.diff_ids}) and need not be computed. Whether they are
 * true, the engine finds out.
 */
public final class DockerArchive implements ListedStore.Contents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_LIST = 64 * 1024 * 1024;
  private static final int LARGEST_CONFIG = 8 * 1024 * 1024;
  private static final int BUFFER = 1 << 20;
  private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  private static final Pattern BLOB = Pattern.compile("blobs/(sha256)/([0-9a-f]{64})");

  private final Path file;
  private final TarTree files;
  private final Map<Digest, StoredContent> contents = new HashMap<>();
  private final Map<String, Digest> layers = new HashMap<>();

  private DockerArchive(Path file, TarTree files) {
    this.file = file;
    this.files = files;
  }

  /**
   * The images of an archive.
   *
   * @throws NoStoreException where it is none
   */
  public static ListedStore open(Path file) throws IOException {
    List<Path> parts = ArchiveParts.find(file);
    TarTree files = TarTree.read(file.toString(), new FileParts(parts));
    DockerArchive archive = new DockerArchive(file, files);
    ImageNames names = archive.readNames();
    return new ListedStore("the docker archive " + file, names, archive, Optional.empty());
  }

  private ImageNames readNames() throws IOException {
    Optional<StoredContent> list = files.find("manifest.json");
    if (list.isEmpty()) {
      throw new NoStoreException(
          ("%s is nothing that docker save has written: it has no manifest.json. An OCI layout in a"
                  + " tar is oci-archive:%s.")
              .formatted(file, file));
    }
    JsonNode images = JSON.readTree(list.get().readAll(LARGEST_LIST, place("manifest.json")));
    ImageNames names = new ImageNames();
    String repository = WrittenName.repositoryOf(file);
    for (JsonNode image : images) {
      Digest digest = addManifest(image);
      if (image.path("RepoTags").isEmpty()) {
        names.add(new ImageEntry(repository, Optional.empty(), digest, "", "", ""));
      }
      for (JsonNode tag : image.path("RepoTags")) {
        WrittenName name = WrittenName.parse(tag.asText(""), repository);
        names.add(new ImageEntry(name.repository(), name.tag(), digest, "", tag.asText(""), ""));
      }
    }
    return names;
  }

  private Digest addManifest(JsonNode image) throws IOException {
    String configPath = image.path("Config").asText("");
    byte[] config = require(configPath).readAll(LARGEST_CONFIG, place(configPath));
    Digest configDigest = Digest.sha256(config);
    contents.put(configDigest, memory(config));
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.DOCKER_MANIFEST);
    describe(manifest.putObject("config"), MediaTypes.DOCKER_CONFIG, config.length, configDigest);
    JsonNode contentIds = JSON.readTree(config).path("rootfs").path("diff_ids");
    int number = 0;
    ArrayNode described = manifest.putArray("layers");
    for (JsonNode layer : image.path("Layers")) {
      String path = layer.asText("");
      StoredContent content = require(path);
      String compression = compression(content);
      Digest digest = layerDigest(path, content, compression, contentIds.path(number));
      contents.put(digest, content);
      describe(described.addObject(), LAYER + compression, content.size(), digest);
      number++;
    }
    byte[] bytes = JSON.writeValueAsBytes(manifest);
    Digest digest = Digest.sha256(bytes);
    contents.put(digest, memory(bytes));
    return digest;
  }

  private static void describe(ObjectNode node, String mediaType, long size, Digest digest) {
    node.put("mediaType", mediaType).put("size", size).put("digest", digest.toString());
  }

  /** By its name or the config, where these say it; else computed, once for each file. */
  private Digest layerDigest(
      String path, StoredContent content, String compression, JsonNode contentId)
      throws IOException {
    Matcher blob = BLOB.matcher(path);
    if (blob.matches()) {
      return new Digest(blob.group(1), blob.group(2));
    }
    Optional<Digest> known = Digest.find(contentId.asText(""));
    if (compression.isEmpty() && known.isPresent()) {
      return known.get();
    }
    Digest digest = layers.get(path);
    if (digest == null) {
      digest = compute(content);
      layers.put(path, digest);
    }
    return digest;
  }

  private static Digest compute(StoredContent content) throws IOException {
    MessageDigest hasher = Digest.sha256(new byte[0]).hasher();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = content.open(0)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        hasher.update(buffer, 0, count);
      }
    }
    return new Digest("sha256", HexFormat.of().formatHex(hasher.digest()));
  }

  private static String compression(StoredContent content) throws IOException {
    try (InputStream in = content.open(0)) {
      byte[] first = in.readNBytes(4);
      if (first.length == 4 && (first[0] & 0xFF) == 0x1F && (first[1] & 0xFF) == 0x8B) {
        return ".gzip";
      }
      boolean zstd =
          first.length == 4
              && (first[0] & 0xFF) == 0x28
              && (first[1] & 0xFF) == 0xB5
              && (first[2] & 0xFF) == 0x2F
              && (first[3] & 0xFF) == 0xFD;
      return zstd ? ".zstd" : "";
    }
  }

  private StoredContent require(String path) throws IOException {
    return files
        .find(path)
        .orElseThrow(
            () ->
                new NoStoreException(
                    "%s is not whole: its manifest.json names \"%s\", which is not in it."
                        .formatted(file, path)));
  }

  private static StoredContent memory(byte[] bytes) {
    return new StoredContent(
        bytes.length,
        offset -> new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset));
  }

  private String place(String path) {
    return files.placeOf(path);
  }

  @Override
  public Optional<StoredContent> find(String repository, Digest digest) {
    return Optional.ofNullable(contents.get(digest));
  }

  @Override
  public String placeOf(Digest digest) {
    return digest + " in " + file;
  }
}
