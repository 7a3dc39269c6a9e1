package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.ManifestPusher;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.sample.VerifiedImage;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Set;

/** Pushes real images into shanghai, and looks at what frankfurt has. */
final class Images implements AutoCloseable {
  private static final String ACCEPT =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";

  private final Landscape landscape;
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final HttpClient http = HttpClient.newHttpClient();

  Images(Landscape landscape) {
    this.landscape = landscape;
  }

  /** An image that was pushed. */
  record Pushed(TagReference reference, String digest) {
    String repository() {
      return reference.repository().path();
    }

    String tag() {
      return reference.tag().name();
    }
  }

  /** Pushes a multi-arch image with a signature; other seeds are other images. */
  Pushed pushToShanghai(String repository, String tag, long seed) {
    SampleImage image =
        SampleImage.builder(seed)
            .platforms("linux/amd64", "linux/arm64")
            .layers(2, 64 << 10)
            .signed()
            .build();
    return push(image, repository, tag);
  }

  /** Pushes this image. */
  Pushed push(SampleImage image, String repository, String tag) {
    TagReference reference =
        (TagReference) Reference.parse(landscape.shanghai() + "/" + repository + ":" + tag);
    try {
      image.push(clients, reference);
    } catch (RegistryException cause) {
      throw new AssertionError("Could not push " + reference, cause);
    }
    return new Pushed(reference, image.digest().toString());
  }

  /** Pushes a small image into one of the registries; other seeds are other images. */
  Pushed pushSmall(String registry, String repository, String tag, long seed) {
    SampleImage image =
        SampleImage.builder(seed).platforms("linux/amd64").layers(1, 8 << 10).build();
    TagReference reference =
        (TagReference) Reference.parse(registry + "/" + repository + ":" + tag);
    try {
      image.push(clients, reference);
    } catch (RegistryException cause) {
      throw new AssertionError("Could not push " + reference, cause);
    }
    return new Pushed(reference, image.digest().toString());
  }

  /** Pulls all of it from both registries, and compares every digest. */
  void assertSameInFrankfurt(Pushed pushed, String repository) {
    Reference copy = Reference.parse(landscape.frankfurt() + "/" + repository + ":" + pushed.tag());
    try {
      VerifiedImage verified = new ImageVerifier(clients).verify(pushed.reference(), copy, true);
      assertThat(verified.digest().toString()).isEqualTo(pushed.digest());
      assertThat(verified.referrers()).isPositive();
    } catch (RegistryException cause) {
      throw new AssertionError("Could not verify " + copy, cause);
    }
  }

  /** What the tag points to in frankfurt; empty where it is not there. */
  String digestInFrankfurt(String repository, String tag) {
    return digestIn(landscape.frankfurt(), repository, tag);
  }

  /** What the tag points to in this registry; empty where it is not there. */
  String digestIn(String registry, String repository, String tag) {
    HttpResponse<Void> answer =
        send(
            HttpRequest.newBuilder(manifest(registry, repository, tag))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Accept", ACCEPT));
    return answer.headers().firstValue("Docker-Content-Digest").orElse("");
  }

  /** Deletes the manifest that the tag points to in frankfurt. */
  void deleteInFrankfurt(String repository, String tag) {
    String digest = digestInFrankfurt(repository, tag);
    HttpResponse<Void> answer =
        send(HttpRequest.newBuilder(manifest(landscape.frankfurt(), repository, digest)).DELETE());
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  /** Deletes the manifest that the tag points to in shanghai, which tells of it. */
  void deleteInShanghai(String repository, String tag) {
    URI tagged = manifest(landscape.shanghai(), repository, tag);
    String digest =
        send(HttpRequest.newBuilder(tagged)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Accept", ACCEPT))
            .headers()
            .firstValue("Docker-Content-Digest")
            .orElseThrow();
    URI pinned = manifest(landscape.shanghai(), repository, digest);
    assertThat(send(HttpRequest.newBuilder(pinned).DELETE()).statusCode()).isEqualTo(202);
  }

  /** Gives what a tag shows in frankfurt another tag. */
  void tagInFrankfurt(String repository, String tag, String other) {
    try {
      RegistryCaller frankfurt = clients.getCaller(Registry.of(landscape.frankfurt()), Side.TARGET);
      Repository at = Repository.of(Registry.of(landscape.frankfurt()), repository);
      Manifest manifest = new ManifestPuller(frankfurt).pull(at.tag(Tag.of(tag)));
      var _ = new ManifestPusher(frankfurt).push(at.tag(Tag.of(other)), manifest.payload());
    } catch (RegistryException cause) {
      throw new AssertionError("Could not tag " + repository, cause);
    }
  }

  /** What docker distribution would post for the push, with an id of the test's choice. */
  String notification(Pushed pushed, String eventId) {
    return """
    { "events": [ {
        "id": "%s", "timestamp": "%s", "action": "push",
        "target": { "mediaType": "application/vnd.oci.image.index.v1+json", "digest": "%s",
                    "repository": "%s", "tag": "%s" },
        "request": { "id": "r", "addr": "127.0.0.1:1", "host": "example.com", "method": "PUT",
                     "useragent": "test" },
        "actor": {}, "source": { "addr": "test:5000", "instanceID": "i" } } ] }
    """
        .formatted(eventId, Instant.now(), pushed.digest(), pushed.repository(), pushed.tag());
  }

  private static URI manifest(String registry, String repository, String reference) {
    return URI.create("http://" + registry + "/v2/" + repository + "/manifests/" + reference);
  }

  private HttpResponse<Void> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    } catch (java.io.IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    clients.close();
    http.close();
  }
}
