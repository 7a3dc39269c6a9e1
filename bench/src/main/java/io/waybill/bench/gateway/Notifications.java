package io.waybill.bench.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import java.time.Instant;

/** What docker distribution posts, one event a body, and the record that becomes of it. */
final class Notifications {
  static final String WEBHOOK = "bench";
  static final String SECRET = "a-secret-of-the-bench";

  /** Stands where the number of an event goes; as many letters as a number has digits. */
  private static final String NUMBER = "NNNNNNNNNN";

  private static final String REPOSITORY = "MM";
  private static final int REPOSITORIES = 100;
  private static final String DIGEST =
      "sha256:7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730";
  private static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

  private final byte[] template;
  private final int[] numbers;
  private final int[] repositories;

  private Notifications(String request) {
    this.template = request.getBytes(US_ASCII);
    this.numbers = places(request, NUMBER);
    this.repositories = places(request, REPOSITORY);
  }

  /** Pushes, each of which is an event. */
  static Notifications pushes() {
    return new Notifications(request("push"));
  }

  /**
   * Pulls, which are of no interest: the same bytes, read in the same way, and nothing to store.
   */
  static Notifications pulls() {
    return new Notifications(request("pull"));
  }

  private static int[] places(String request, String mark) {
    return java.util.stream.IntStream.range(0, request.length())
        .filter(index -> request.startsWith(mark, index))
        .toArray();
  }

  private static String request(String action) {
    String body =
        """
        {"events":[{"id":"3d2c3c1e-0000-4000-8000-ab%s","timestamp":"2026-03-14T09:26:53.589793238Z","action":"%s",\
        "target":{"mediaType":"%s","size":1338,"digest":"%s","length":1338,"repository":"bench/app-%s",\
        "url":"http://registry.example:5000/v2/bench/app-%s/manifests/%s","tag":"v%s"},\
        "request":{"id":"6f0c1f4a-7a1b-4c8e-9f64-2f6e2b1f6a01","addr":"10.0.3.17:41822","host":"registry.example:5000",\
        "method":"PUT","useragent":"docker/28.3.0 go/go1.24.4 kernel/6.12 os/linux arch/amd64"},"actor":{"name":"robot"},\
        "source":{"addr":"registry-0:5000","instanceID":"c3b2c4a5-41f8-4d54-9f4e-0a5a8d2f8a77"}}]}\
        """
            .formatted(NUMBER, action, MEDIA_TYPE, DIGEST, REPOSITORY, REPOSITORY, DIGEST, NUMBER);
    return """
    POST /webhooks/%s HTTP/1.1\r
    Host: gateway.example:8080\r
    User-Agent: Go-http-client/1.1\r
    Content-Length: %d\r
    Authorization: Bearer %s\r
    Content-Type: application/vnd.docker.distribution.events.v2+json\r
    Accept-Encoding: gzip\r
    \r
    %s\
    """
        .formatted(WEBHOOK, body.length(), SECRET, body);
  }

  /** The request with this number. */
  byte[] request(long number) {
    byte[] request = template.clone();
    for (int place : numbers) {
      digits(request, place, NUMBER.length(), number);
    }
    for (int place : repositories) {
      digits(request, place, REPOSITORY.length(), number % REPOSITORIES);
    }
    return request;
  }

  private static void digits(byte[] request, int place, int count, long number) {
    long rest = number;
    for (int i = count - 1; i >= 0; i--) {
      request[place + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** The record that the gateway writes for such a push. */
  static Message record(long number) {
    Instant now = Instant.parse("2026-03-14T09:26:53.589793238Z");
    return Messages.of(
            new ImagePushed(
                new EventId("3d2c3c1e-0000-4000-8000-ab%010d".formatted(number)),
                Repository.of(
                    Registry.of("shanghai"), "bench/app-%02d".formatted(number % REPOSITORIES)),
                new Tag("v%010d".formatted(number)),
                Digest.find(DIGEST).orElseThrow(),
                MEDIA_TYPE,
                "robot",
                now,
                now,
                "/webhooks/" + WEBHOOK))
        .with("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }
}
