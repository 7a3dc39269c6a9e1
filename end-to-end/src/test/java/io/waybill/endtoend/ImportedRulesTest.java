package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of other tools, made into rules by the command and carried out by a running Waybill: the
 * target has the tags that the other tool is documented to bring, and no others.
 */
class ImportedRulesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** The example of skopeo-sync(1), for tags of these repositories. */
  private static final String SKOPEO =
      """
      SHANGHAI:
        tls-verify: false
        images: { busybox: [], redis: ["1.0", "2.0"] }
        images-by-tag-regex: { nginx: "^1\\\\.13\\\\.[12]-alpine-perl$" }
        images-by-semver: { alpine: ">= 3.12.0" }
      """;

  private static final String REGSYNC =
      """
      version: 1
      creds:
        - { registry: SHANGHAI, tls: disabled }
        - { registry: FRANKFURT, tls: disabled }
      sync:
        - source: SHANGHAI/kept/app
          target: FRANKFURT/regsync/app
          type: repository
          tags: { allow: ["v1\\\\..*"], deny: [".*-rc"] }
        - source: SHANGHAI/kept/app:latest
          target: FRANKFURT/regsync/one:stable
          type: image
      """;

  private static final String HARBOR =
      """
      [{"id":1,"name":"push","enabled":true,"override":true,"deletion":false,"speed":-1,
        "src_registry":{"id":0,"name":"Local","type":"harbor"},
        "dest_registry":{"id":3,"name":"eu","type":"harbor","url":"http://FRANKFURT"},
        "dest_namespace":"harbor","dest_namespace_replace_count":1,
        "filters":[{"type":"name","value":"project/**"},{"type":"tag","value":"v*","decoration":"matches"},
          {"type":"tag","value":"*-rc*","decoration":"excludes"}],
        "trigger":{"type":"manual"}}]
      """;

  private static final Map<String, List<String>> SOURCE =
      Map.of(
          "busybox", List.of("1.36", "latest"),
          "redis", List.of("1.0", "2.0", "3.0"),
          "nginx",
              List.of("1.13.1-alpine-perl", "1.13.2-alpine-perl", "1.13.3-alpine-perl", "latest"),
          "alpine", List.of("3.11.9", "3.12.0", "3.20.1", "edge"),
          "kept/app", List.of("v1.0", "v1.1-rc", "v2.0", "latest"),
          "project/team/app", List.of("v1", "v1-rc1", "main"));

  private static final Map<String, List<String>> TARGET =
      new TreeMap<>(
          Map.of(
              "skopeo/busybox", List.of("1.36", "latest"),
              "skopeo/redis", List.of("1.0", "2.0"),
              "skopeo/nginx", List.of("1.13.1-alpine-perl", "1.13.2-alpine-perl"),
              "skopeo/alpine", List.of("3.12.0", "3.20.1"),
              "regsync/app", List.of("v1.0"),
              "regsync/one", List.of("stable"),
              "harbor/team/app", List.of("v1")));

  @Test
  void theTargetHasTheTagsThatTheOtherToolsBring(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
    try (Landscape landscape = Landscape.start(Landscape.Shape.ALL_IN_ONE, directory);
        Images images = new Images(landscape)) {
      long seed = 1;
      for (Map.Entry<String, List<String>> repository : SOURCE.entrySet()) {
        for (String tag : repository.getValue()) {
          images.pushSmall(landscape.shanghai(), repository.getKey(), tag, seed++);
        }
      }
      String frankfurt = landscape.frankfurt();
      load(landscape, directory, "skopeo", SKOPEO, "--to", frankfurt + "/skopeo", "--all");
      load(landscape, directory, "regsync", REGSYNC);
      load(landscape, directory, "harbor", HARBOR, "--local", landscape.shanghai());

      // What Harbor's button does: its policies say nothing of what is there already.
      Http.post(landscape.api("/api/v1/scans"), "{\"rule\": \"push\"}");
      awaitScans(landscape);

      assertThat(tags(frankfurt)).isEqualTo(TARGET);
      assertThat(images.digestInFrankfurt("regsync/one", "stable"))
          .isEqualTo(images.digestIn(landscape.shanghai(), "kept/app", "latest"));
    }
  }

  /** Has the command make rules of it, and send them. */
  private static void load(
      Landscape landscape, Path directory, String format, String text, String... more)
      throws IOException {
    Path file = directory.resolve(format + ".file");
    Files.writeString(
        file,
        text.replace("SHANGHAI", landscape.shanghai()).replace("FRANKFURT", landscape.frankfurt()));
    List<String> words = new ArrayList<>(List.of("import", format, file.toString()));
    words.addAll(List.of("--registry", landscape.shanghai() + "=shanghai"));
    words.addAll(List.of("--registry", landscape.frankfurt() + "=frankfurt"));
    words.addAll(List.of(more));
    words.addAll(List.of("--apply", "--yes", "--api", landscape.api("").toString()));
    try (WaybillProcess command =
        WaybillProcess.start(directory.resolve("import-" + format + ".log"), words)) {
      int status = command.awaitExit();
      assertThat(status).as(command.output()).isZero();
    }
  }

  /** Until what was there before each rule is looked over, and all of it is copied. */
  private static void awaitScans(Landscape landscape) {
    await("a scan of each rule, and its tasks")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode rules = Http.get(landscape.api("/api/v1/rules")).body().get("items");
              JsonNode scans = Http.get(landscape.api("/api/v1/scans")).body().get("items");
              assertThat(scans).hasSameSizeAs(rules);
              for (JsonNode listed : scans) {
                JsonNode scan =
                    Http.get(landscape.api("/api/v1/scans/" + listed.get("id").asText())).body();
                assertThat(scan.path("state").asText()).as(scan.toPrettyString()).isEqualTo("done");
                assertThat(scan.at("/tasks/succeeded").asInt())
                    .as(scan.toPrettyString())
                    .isEqualTo(scan.at("/counts/planned").asInt());
              }
            });
  }

  /** All tags of a registry, by repository. */
  private static Map<String, List<String>> tags(String registry) {
    Map<String, List<String>> tags = new TreeMap<>();
    String base = "http://" + registry + "/v2/";
    for (JsonNode repository : Http.get(URI.create(base + "_catalog")).body().get("repositories")) {
      TreeSet<String> names = new TreeSet<>();
      Http.get(URI.create(base + repository.asText() + "/tags/list"))
          .body()
          .get("tags")
          .forEach(tag -> names.add(tag.asText()));
      tags.put(repository.asText(), List.copyOf(names));
    }
    return tags;
  }
}
