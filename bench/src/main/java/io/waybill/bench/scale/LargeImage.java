package io.waybill.bench.scale;

import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** An image of four layers that is too large to be held in memory. */
final class LargeImage {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final int LAYERS = 4;
  private static final int CHUNK = 1 << 20;

  private final HttpClient http;
  private final URI registry;
  private final String repository;

  private LargeImage(HttpClient http, URI registry, String repository) {
    this.http = http;
    this.registry = registry;
    this.repository = repository;
  }

  /**
   * Pushes one of so many mebibytes as {@code repository:tag}.
   *
   * @return the digests of its layers
   */
  static List<String> push(
      HttpClient http, URI registry, String repository, String tag, int mebibytes)
      throws IOException, InterruptedException {
    LargeImage image = new LargeImage(http, registry, repository);
    int each = Math.max(1, mebibytes / LAYERS);
    List<String> layers = new ArrayList<>();
    for (int i = 0; i < LAYERS; i++) {
      layers.add(image.pushLayer(each, i));
    }
    List<String> descriptors =
        layers.stream().map(layer -> descriptor(LAYER, layer, (long) each * CHUNK)).toList();
    byte[] config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
    String digest = Digest.sha256(config).toString();
    image.finish(image.open(), digest, BodyPublishers.ofByteArray(config));
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(
                MANIFEST, descriptor(CONFIG, digest, config.length), String.join(",", descriptors));
    image.send(
        HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/manifests/" + tag))
            .header("Content-Type", MANIFEST)
            .PUT(BodyPublishers.ofString(manifest))
            .build());
    return layers;
  }

  private static String descriptor(String mediaType, String digest, long size) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, digest, size);
  }

  private String pushLayer(int mebibytes, int seed) throws IOException, InterruptedException {
    MessageDigest hasher = sha256();
    HttpRequest patch =
        HttpRequest.newBuilder(open())
            .header("Content-Type", "application/octet-stream")
            .method(
                "PATCH",
                BodyPublishers.ofInputStream(
                    () -> new DigestInputStream(new Noise(mebibytes, seed), hasher)))
            .build();
    URI place = location(send(patch));
    String digest = "sha256:" + HexFormat.of().formatHex(hasher.digest());
    finish(place, digest, BodyPublishers.noBody());
    return digest;
  }

  private URI open() throws IOException, InterruptedException {
    return location(
        send(
            HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody())
                .build()));
  }

  private void finish(URI place, String digest, BodyPublisher content)
      throws IOException, InterruptedException {
    String separator = place.getQuery() == null ? "?" : "&";
    send(
        HttpRequest.newBuilder(URI.create(place + separator + "digest=" + digest))
            .header("Content-Type", "application/octet-stream")
            .PUT(content)
            .build());
  }

  private URI location(HttpResponse<String> answer) {
    return registry.resolve(answer.headers().firstValue("Location").orElseThrow());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
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

  /** One random mebibyte again and again, each time with another number in front. */
  private static final class Noise extends InputStream {
    private final byte[] chunk = new byte[CHUNK];
    private final int chunks;
    private int number;
    private int at = CHUNK;

    Noise(int chunks, int seed) {
      this.chunks = chunks;
      new SplittableRandom(seed).nextBytes(chunk);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (at == CHUNK) {
        if (number == chunks) {
          return -1;
        }
        number++;
        at = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
          chunk[i] = (byte) (number >> (8 * i));
        }
      }
      int count = Math.min(length, CHUNK - at);
      System.arraycopy(chunk, at, into, offset, count);
      at += count;
      return count;
    }
  }
}
