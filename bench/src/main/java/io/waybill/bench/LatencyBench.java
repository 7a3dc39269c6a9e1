package io.waybill.bench;

import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From a webhook being posted to the gateway until the target registry serves the tag, for an image
 * of three layers of 1 MiB whose blobs are all new, with nothing else going on. The image is pushed
 * before the clock starts; the registry's own notification is left out, so that the clock starts
 * with the request that this benchmark makes.
 */
final class LatencyBench {
  private static final int WARM_UP = 10;
  private static final int LAYERS = 3;
  private static final int LAYER_BYTES = 1 << 20;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final String SECRET = "bench";

  private final Path launcher;

  LatencyBench(Path launcher) {
    this.launcher = launcher;
  }

  List<Sample> run(int rounds) throws Exception {
    Path directory = Files.createTempDirectory("waybill-bench");
    try (LocalRegistry source = LocalRegistry.start(directory.resolve("source"));
        LocalRegistry target = LocalRegistry.start(directory.resolve("target"));
        RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
        HttpClient http = HttpClient.newHttpClient();
        Up up = Up.start(launcher, directory, configuration(source, target), http)) {
      makeRule(up, http);
      Sample first = new Sample("the very first image after the start");
      Sample answered = new Sample("webhook posted -> 202");
      Sample visible = new Sample("webhook posted -> tag visible at the target");
      for (int round = 0; round < rounds + WARM_UP; round++) {
        Measured measured = measure(up, http, clients, source, target, round);
        if (round == 0) {
          first.add(measured.visibleNanos());
        } else if (round >= WARM_UP) {
          answered.add(measured.answeredNanos());
          visible.add(measured.visibleNanos());
        }
      }
      return List.of(first, answered, visible);
    } finally {
      Directories.delete(directory);
    }
  }

  private record Measured(long answeredNanos, long visibleNanos) {}

  private static Measured measure(
      Up up,
      HttpClient http,
      RegistryClients clients,
      LocalRegistry source,
      LocalRegistry target,
      int round)
      throws Exception {
    SampleImage image =
        SampleImage.builder(System.nanoTime())
            .platforms("linux/amd64")
            .layers(LAYERS, LAYER_BYTES)
            .build();
    String tag = "r" + round;
    image.push(clients, (TagReference) Reference.parse(source.address() + "/bench/app:" + tag));
    HttpRequest webhook = webhook(up, image, tag);
    HttpRequest look =
        HttpRequest.newBuilder(
                URI.create("http://" + target.address() + "/v2/bench/app/manifests/" + tag))
            .header("Accept", "application/vnd.oci.image.index.v1+json")
            .header("Accept", "application/vnd.oci.image.manifest.v1+json")
            .method("HEAD", BodyPublishers.noBody())
            .build();

    long start = System.nanoTime();
    HttpResponse<String> answer = http.send(webhook, BodyHandlers.ofString());
    long answered = System.nanoTime() - start;
    require(answer, 202);
    while (http.send(look, BodyHandlers.discarding()).statusCode() != 200) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("The image did not arrive within a minute");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return new Measured(answered, System.nanoTime() - start);
  }

  private static String configuration(LocalRegistry source, LocalRegistry target) {
    return """
    registries:
      source: { url: "http://%s", region: here }
      target: { url: "http://%s", region: there }
    webhooks:
      bench: { registry: source, type: distribution, secret: "%s" }
    """
        .formatted(source.address(), target.address(), SECRET);
  }

  private static void makeRule(Up up, HttpClient http) throws IOException, InterruptedException {
    String rule =
        """
        { "name": "bench", "source": { "registry": "source", "repositories": "**" },
          "targets": [ { "registry": "target" } ] }
        """;
    HttpRequest request =
        HttpRequest.newBuilder(up.api("/api/v1/rules"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(rule))
            .build();
    require(http.send(request, BodyHandlers.ofString()), 201);
  }

  private static HttpRequest webhook(Up up, SampleImage image, String tag) {
    String body =
        """
        { "events": [ { "id": "%s-%s", "timestamp": "%s", "action": "push",
          "target": { "mediaType": "application/vnd.oci.image.index.v1+json", "digest": "%s",
                      "repository": "bench/app", "tag": "%s" },
          "request": {}, "actor": {}, "source": {} } ] }
        """
            .formatted(tag, image.digest().hex(), Instant.now(), image.digest(), tag);
    return HttpRequest.newBuilder(up.gateway("/webhooks/bench"))
        .header("Content-Type", "application/vnd.docker.distribution.events.v1+json")
        .header("Authorization", "Bearer " + SECRET)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static void require(HttpResponse<String> answer, int status) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }
}
