package io.waybill.bench.copy;

import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The images of a corpus at the source. Their layers are gzip (of random bytes, stored), because
 * some tools compress what is not and so change its digest.
 */
final class SourceImages {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final int CHUNK = 64 * 1024;

  private record Blob(String mediaType, String digest, long size) {
    String json() {
      return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
          .formatted(mediaType, digest, size);
    }
  }

  private final HttpClient http;
  private final Corpus corpus;
  private final URI registry;
  private final Path scratch;
  private final SplittableRandom random = new SplittableRandom(20_260_101);

  /** The digest of each image by {@code repository:tag}. */
  private final Map<String, String> digests = new LinkedHashMap<>();

  private List<String> firstBlobs = List.of();

  private SourceImages(HttpClient http, Corpus corpus, URI registry, Path scratch) {
    this.http = http;
    this.corpus = corpus;
    this.registry = registry;
    this.scratch = scratch;
  }

  /** Makes the images and pushes them. */
  static SourceImages push(HttpClient http, Corpus corpus, URI registry, Path scratch)
      throws IOException, InterruptedException {
    SourceImages images = new SourceImages(http, corpus, registry, scratch);
    images.pushAll();
    return images;
  }

  /** The digests of the blobs that the first image names, its config last. */
  List<String> firstBlobs() {
    return firstBlobs;
  }

  /** How many images the registry does not have under the same name with the same digest. */
  int countMissing(URI target) throws IOException, InterruptedException {
    int missing = 0;
    for (Map.Entry<String, String> image : digests.entrySet()) {
      String[] name = image.getKey().split(":", 2);
      HttpRequest look =
          HttpRequest.newBuilder(target.resolve("/v2/" + name[0] + "/manifests/" + name[1]))
              .header("Accept", MANIFEST)
              .HEAD()
              .build();
      HttpResponse<Void> answer = http.send(look, BodyHandlers.discarding());
      String shown = answer.headers().firstValue("Docker-Content-Digest").orElse("");
      if (answer.statusCode() != 200 || !shown.equals(image.getValue())) {
        missing++;
      }
    }
    return missing;
  }

  private void pushAll() throws IOException, InterruptedException {
    List<Blob> shared = new ArrayList<>();
    for (String repository : corpus.repositories()) {
      if (shared.isEmpty()) {
        for (int i = 0; i < corpus.sharedLayers(); i++) {
          shared.add(pushLayer(repository, corpus.sharedLayerBytes()));
        }
      } else {
        for (Blob layer : shared) {
          mount(repository, corpus.repositories().getFirst(), layer);
        }
      }
      for (String tag : corpus.tags()) {
        pushImage(repository, tag, shared);
      }
    }
  }

  private void pushImage(String repository, String tag, List<Blob> shared)
      throws IOException, InterruptedException {
    List<Blob> layers = new ArrayList<>(shared);
    for (int i = 0; i < corpus.ownLayers(); i++) {
      layers.add(pushLayer(repository, corpus.ownLayerBytes()));
    }
    // A digest of the tar inside would have to be computed; nobody who copies looks at it.
    String diffIds =
        layers.stream()
            .map(layer -> "\"" + layer.digest() + "\"")
            .collect(Collectors.joining(",", "[", "]"));
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","config":{"Env":["IMAGE=%s:%s"]},"rootfs":{"type":"layers","diff_ids":%s}}\
        """
            .formatted(repository, tag, diffIds)
            .getBytes(StandardCharsets.UTF_8);
    Blob configBlob = new Blob(CONFIG, Digest.sha256(config).toString(), config.length);
    pushBlob(repository, configBlob.digest(), BodyPublishers.ofByteArray(config));
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":%s}\
        """
            .formatted(
                MANIFEST,
                configBlob.json(),
                layers.stream().map(Blob::json).collect(Collectors.joining(",", "[", "]")))
            .getBytes(StandardCharsets.UTF_8);
    HttpRequest put =
        HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/manifests/" + tag))
            .header("Content-Type", MANIFEST)
            .PUT(BodyPublishers.ofByteArray(manifest))
            .build();
    require(put, 201);
    digests.put(repository + ":" + tag, Digest.sha256(manifest).toString());
    if (firstBlobs.isEmpty()) {
      layers.add(configBlob);
      firstBlobs = layers.stream().map(Blob::digest).toList();
    }
  }

  private Blob pushLayer(String repository, int bytes) throws IOException, InterruptedException {
    Path file = scratch.resolve("layer");
    Blob layer = writeLayer(file, bytes);
    pushBlob(repository, layer.digest(), BodyPublishers.ofFile(file));
    Files.delete(file);
    return layer;
  }

  private Blob writeLayer(Path file, int bytes) throws IOException {
    MessageDigest hasher = sha256();
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream hashed = new DigestOutputStream(out, hasher);
        OutputStream zipped =
            new GZIPOutputStream(hashed, CHUNK) {
              {
                def.setLevel(Deflater.NO_COMPRESSION);
              }
            }) {
      byte[] chunk = new byte[CHUNK];
      for (int left = bytes; left > 0; left -= chunk.length) {
        random.nextBytes(chunk);
        zipped.write(chunk, 0, Math.min(left, chunk.length));
      }
    }
    return new Blob(LAYER, "sha256:" + HexFormat.of().formatHex(hasher.digest()), Files.size(file));
  }

  private void pushBlob(String repository, String digest, BodyPublisher content)
      throws IOException, InterruptedException {
    HttpResponse<String> opened =
        require(
            HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody())
                .build(),
            202);
    String location = opened.headers().firstValue("Location").orElseThrow();
    require(
        HttpRequest.newBuilder(
                registry.resolve(
                    location + (location.contains("?") ? "&" : "?") + "digest=" + digest))
            .header("Content-Type", "application/octet-stream")
            .PUT(content)
            .build(),
        201);
  }

  private void mount(String repository, String from, Blob layer)
      throws IOException, InterruptedException {
    String query = "?mount=" + layer.digest() + "&from=" + from;
    require(
        HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/blobs/uploads/" + query))
            .POST(BodyPublishers.noBody())
            .build(),
        201);
  }

  private HttpResponse<String> require(HttpRequest request, int status)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != status) {
      throw new IOException(
          request.method() + " " + request.uri() + " was answered with " + answer.statusCode());
    }
    return answer;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
