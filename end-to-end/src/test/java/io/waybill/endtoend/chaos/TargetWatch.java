package io.waybill.endtoend.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A reader of the targets while things break. Whenever a tag shows something, all of it has to be
 * there; and what a rule that never overwrites has put stays. It asks the registries straight, and
 * what does not answer at the moment proves nothing.
 */
final class TargetWatch {
  private static final String ACCEPT =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
  private static final Duration PAUSE = Duration.ofMillis(150);
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  /** Docker distribution 2 empties a link's file before it writes it again. */
  private static final int LOOKS = 3;

  private final ChaosLandscape landscape;
  private final String neverOverwritten;
  private final JsonMapper json = new JsonMapper();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final Map<String, Event> tags = new ConcurrentHashMap<>();
  private final Set<String> whole = ConcurrentHashMap.newKeySet();
  private final Map<String, String> first = new HashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  /** A reader of tags that it is told of; those of repositories with the prefix may not move. */
  TargetWatch(ChaosLandscape landscape, String neverOverwritten) {
    this.landscape = landscape;
    this.neverOverwritten = neverOverwritten;
  }

  /** From now on the tag may be at the targets. */
  void expect(Event event) {
    tags.put(event.name(), event);
  }

  /** What nobody may ever see, and was seen. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** How many images it found whole. */
  int imagesSeen() {
    return whole.size();
  }

  /** Begins to look, until that is closed. */
  Lookout watch() {
    return Lookout.every(PAUSE, "reader of the targets", this::lookAtAll);
  }

  private void lookAtAll() throws InterruptedException {
    for (Event event : tags.values()) {
      for (String target : ChaosLandscape.TARGETS) {
        look(target, event);
      }
    }
  }

  /** What the event's tag shows at the target; empty where it shows nothing, or nobody answers. */
  String digestIn(String target, Event event) {
    try {
      return find(target, event.repository(), "manifests/" + event.tag())
          .flatMap(answer -> answer.headers().firstValue("Docker-Content-Digest"))
          .orElse("");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private void look(String target, Event event) throws InterruptedException {
    var answer = find(target, event.repository(), "manifests/" + event.tag());
    if (answer.isEmpty()) {
      return;
    }
    String digest = answer.get().headers().firstValue("Docker-Content-Digest").orElse("");
    if (event.repository().startsWith(neverOverwritten)) {
      String before = first.putIfAbsent(target + "/" + event.name(), digest);
      if (before != null && !before.equals(digest)) {
        violations.add(
            "PolicyHolds: %s/%s was %s and is %s".formatted(target, event.name(), before, digest));
      }
    }
    readAll(target, event, digest, answer.get().body());
  }

  /** All that the manifest names, down to the blobs; each is looked at once. */
  private void readAll(String target, Event event, String digest, String document)
      throws InterruptedException {
    String key = target + "/" + event.repository() + "@" + digest;
    if (whole.contains(key)) {
      return;
    }
    JsonNode manifest = parse(document);
    boolean sound = true;
    for (JsonNode child : manifest.path("manifests")) {
      String name = child.path("digest").asText();
      var answer = require(target, event, digest, "manifests/" + name);
      sound &= answer.isPresent();
      if (answer.isPresent()) {
        readAll(target, event, name, answer.get().body());
      }
    }
    List<String> blobs = new ArrayList<>();
    manifest.path("layers").forEach(layer -> blobs.add(layer.path("digest").asText()));
    if (manifest.has("config")) {
      blobs.add(manifest.path("config").path("digest").asText());
    }
    for (String blob : blobs) {
      sound &= require(target, event, digest, "blobs/" + blob).isPresent();
    }
    if (sound) {
      whole.add(key);
    }
  }

  private Optional<HttpResponse<String>> require(
      String target, Event event, String parent, String path) throws InterruptedException {
    for (int look = 1; look <= LOOKS; look++) {
      var answer = send(target, event.repository(), path);
      if (answer.isEmpty() || answer.get().statusCode() != NOT_FOUND) {
        return answer.filter(found -> found.statusCode() == OK);
      }
      Thread.sleep(Duration.ofMillis(20));
    }
    violations.add(
        "NoBrokenImage: %s/%s shows %s, and %s is not there"
            .formatted(target, event.name(), parent, path));
    return Optional.empty();
  }

  private Optional<HttpResponse<String>> find(String target, String repository, String path)
      throws InterruptedException {
    return send(target, repository, path).filter(answer -> answer.statusCode() == OK);
  }

  private Optional<HttpResponse<String>> send(String target, String repository, String path)
      throws InterruptedException {
    URI uri =
        URI.create(
            "http://%s/v2/mirror/%s/%s"
                .formatted(landscape.registry(target).address(), repository, path));
    boolean blob = path.startsWith("blobs/");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(blob ? "HEAD" : "GET", HttpRequest.BodyPublishers.noBody())
            .header("Accept", ACCEPT)
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException away) {
      return Optional.empty();
    }
  }

  private JsonNode parse(String document) {
    try {
      return json.readTree(document);
    } catch (IOException broken) {
      throw new IllegalStateException("No manifest: " + document, broken);
    }
  }
}
