package io.waybill.bench;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** From typing {@code waybill up} to being ready for a webhook. */
final class StartupBench {
  private final Path launcher;

  StartupBench(Path launcher) {
    this.launcher = launcher;
  }

  List<Sample> run(int rounds) throws Exception {
    Sample empty = new Sample("start on an empty data directory");
    Sample kept = new Sample("start again on the same data");
    try (HttpClient http = HttpClient.newHttpClient()) {
      prepare(http);
      for (int round = 0; round < rounds; round++) {
        Path directory = Files.createTempDirectory("waybill-bench");
        for (Sample sample : List.of(empty, kept)) {
          try (Up up = Up.start(launcher, directory, "", http)) {
            sample.add(up.nanosToReady());
          }
        }
        Directories.delete(directory);
      }
    }
    return List.of(empty, kept);
  }

  /** The first start after a build makes the launcher's cache of loaded classes; not counted. */
  private void prepare(HttpClient http) throws Exception {
    Path directory = Files.createTempDirectory("waybill-bench");
    Up.start(launcher, directory, "", http).close();
    Directories.delete(directory);
  }
}
