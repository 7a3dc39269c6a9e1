package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** image-syncer's file, done by a running Waybill and by the command alone. */
class MigrationTest {
  private static final List<String> PLACES =
      List.of(
          "all:v1",
          "all:v2",
          "some:v1",
          "some:v2",
          "some:v3",
          "new:a",
          "new:b",
          "found:v1.0",
          "found:v2.0",
          "pinned:p");

  private int commands;

  @Test
  void whatIsSubmittedEndsWithTheSameTagsAsWithoutARunningWaybill(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
    try (Landscape landscape = Landscape.start(Landscape.Shape.ALL_IN_ONE, directory);
        Images images = new Images(landscape)) {
      images.pushToShanghai("mig/all", "v1", 1);
      images.pushToShanghai("mig/all", "v2", 2);
      for (int i = 1; i <= 3; i++) {
        images.pushSmall(landscape.shanghai(), "mig/some", "v" + i, 10 + i);
      }
      images.pushSmall(landscape.shanghai(), "mig/found", "v1.0", 21);
      images.pushSmall(landscape.shanghai(), "mig/found", "v2.0", 22);
      String digest = images.pushSmall(landscape.shanghai(), "mig/pinned", "v1", 31).digest();
      write(directory, landscape, "alone", digest, "");
      write(directory, landscape, "shared", digest, "");

      WaybillProcess alone =
          run(directory, "migrate", "--images", directory.resolve("alone.json").toString());
      assertThat(alone.awaitExit()).as(alone.output()).isZero();
      WaybillProcess shared = submit(landscape, directory, "shared");
      assertThat(shared.awaitExit()).as(shared.output()).isZero();

      assertThat(tags(images, "shared"))
          .isEqualTo(tags(images, "alone"))
          .containsKeys("all:v1", "all:v2", "some:v1", "some:v2", "new:a", "new:b", "found:v1.0")
          .containsEntry("pinned:p", digest)
          .doesNotContainKeys("some:v3", "found:v2.0");
      assertThat(Files.readString(directory.resolve("shared.csv")))
          .contains("shanghai/mig/all:v1,frankfurt/shared/all:v1,", ",copied,");

      write(
          directory,
          landscape,
          "failing",
          digest,
          ", \"SHANGHAI/mig/none\": \"FRANKFURT/failing/none\","
              + " \"SHANGHAI/mig/all:v9\": \"FRANKFURT/failing/all\"");
      WaybillProcess failing = submit(landscape, directory, "failing");
      assertThat(failing.awaitExit()).as(failing.output()).isEqualTo(1);
      assertThat(Files.readString(directory.resolve("failing.csv")))
          .contains("shanghai/mig/none,frankfurt/failing/none,,0,0,not-listed,")
          .contains("shanghai/mig/all:v9,frankfurt/failing/all:v9,,0,0,failed,SOURCE_NOT_FOUND");
      assertThat(tags(images, "failing")).isEqualTo(tags(images, "alone"));

      WaybillProcess list = run(directory, "migrations", "list", "--api", api(landscape));
      assertThat(list.awaitExit()).isZero();
      assertThat(list.output()).contains("shared", "failing", "done-with-failures");
    }
  }

  private WaybillProcess submit(Landscape landscape, Path directory, String name) {
    return run(
        directory,
        "migrate",
        "--images",
        directory.resolve(name + ".json").toString(),
        "--submit",
        "--name",
        name,
        "--wait",
        "--report",
        directory.resolve(name + ".csv").toString(),
        "--api",
        api(landscape));
  }

  private static String api(Landscape landscape) {
    return landscape.api("").toString();
  }

  private WaybillProcess run(Path directory, String... arguments) {
    commands++;
    return WaybillProcess.start(
        directory.resolve("command-" + commands + ".log"), new ArrayList<>(List.of(arguments)));
  }

  /** An images.json with each form of a rule. */
  private static void write(
      Path directory, Landscape landscape, String name, String digest, String more)
      throws IOException {
    String text =
        """
        {"SHANGHAI/mig/all": "FRANKFURT/NAME/all",
         "SHANGHAI/mig/some:v1,v2": ["FRANKFURT/NAME/some", "FRANKFURT/NAME/new:a,b"],
         "SHANGHAI/mig/found:/^v1/": "FRANKFURT/NAME/found",
         "SHANGHAI/mig/pinned@DIGEST": "FRANKFURT/NAME/pinned:p"%s}
        """
            .formatted(more)
            .replace("SHANGHAI", landscape.shanghai())
            .replace("FRANKFURT", landscape.frankfurt())
            .replace("NAME", name)
            .replace("DIGEST", digest);
    Files.writeString(directory.resolve(name + ".json"), text);
  }

  /** What the tags of a migration's targets point to. */
  private static Map<String, String> tags(Images images, String name) {
    Map<String, String> tags = new TreeMap<>();
    for (String place : PLACES) {
      int colon = place.indexOf(':');
      String digest =
          images.digestInFrankfurt(
              name + "/" + place.substring(0, colon), place.substring(colon + 1));
      if (!digest.isEmpty()) {
        tags.put(place, digest);
      }
    }
    return tags;
  }
}
