package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.chassis.kafka.Headers;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.LocalRegistry;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker distribution itself, pointed at the gateway the way the documentation says. */
class RealRegistryTest {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aPushAndADeletionArriveAsEvents(@TempDir Path directory) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        TestGateway gateway = TestGateway.start(kafka.bootstrapServers());
        LocalRegistry registry =
            LocalRegistry.builder(directory.resolve("registry"))
                .notify(
                    gateway.uri().resolve("/webhooks/" + TestGateway.PUSH),
                    "Bearer " + TestGateway.SECRET)
                .start()) {
      URI repository = registry.uri().resolve("/v2/payments/ledger/");

      Digest digest = push(repository, "2.7.1");
      delete(repository, digest);

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThatBothArrived(events(gateway), digest));
      assertThat(gateway.read(Topics.DEAD_LETTERS)).isEmpty();
    }
  }

  private static void assertThatBothArrived(List<ImageEvent> events, Digest digest) {
    assertThat(events)
        .filteredOn(ImagePushed.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            ImagePushed.class,
            pushed -> {
              assertThat(pushed.repository()).hasToString("shanghai/payments/ledger");
              assertThat(pushed.tag()).isEqualTo(Tag.of("2.7.1"));
              assertThat(pushed.digest()).isEqualTo(digest);
              assertThat(pushed.mediaType()).isEqualTo(MANIFEST);
            });
    assertThat(events)
        .filteredOn(ImageDeleted.class::isInstance)
        .extracting(event -> ((ImageDeleted) event).digest())
        .contains(digest);
  }

  private static List<ImageEvent> events(TestGateway gateway) {
    return gateway.read(Topics.EVENTS).stream()
        .map(
            record -> {
              try {
                return Messages.readEvent(Headers.of(record), record.value());
              } catch (UnreadableMessageException unreadable) {
                throw new AssertionError("The gateway wrote what cannot be read", unreadable);
              }
            })
        .toList();
  }

  private Digest push(URI repository, String tag) throws Exception {
    byte[] config = "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(UTF_8);
    upload(repository, config);
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","layers":[],
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":%d,"digest":"%s"}}
        """
            .formatted(MANIFEST, config.length, Digest.sha256(config))
            .getBytes(UTF_8);
    HttpResponse<String> put =
        send(
            HttpRequest.newBuilder(repository.resolve("manifests/" + tag))
                .header("Content-Type", MANIFEST)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)));
    assertThat(put.statusCode()).isEqualTo(201);
    return Digest.sha256(manifest);
  }

  private void upload(URI repository, byte[] blob) throws Exception {
    HttpResponse<String> opened =
        send(
            HttpRequest.newBuilder(repository.resolve("blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    String location = opened.headers().firstValue("Location").orElseThrow();
    URI session = repository.resolve(location + "&digest=" + Digest.sha256(blob));
    HttpResponse<String> put =
        send(
            HttpRequest.newBuilder(session)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(blob)));
    assertThat(put.statusCode()).isEqualTo(201);
  }

  private void delete(URI repository, Digest digest) throws Exception {
    HttpResponse<String> deleted =
        send(HttpRequest.newBuilder(repository.resolve("manifests/" + digest)).DELETE());
    assertThat(deleted.statusCode()).isEqualTo(202);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
