package io.waybill.bench.copy;

import io.waybill.bench.Directories;
import io.waybill.embedded.LocalRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Real registries with fresh storage, at a distance; gone with all they have when closed. */
final class Registries implements AutoCloseable {
  private final Path directory;
  private final List<LocalRegistry> registries = new ArrayList<>();
  private final List<DelayLine> lines = new ArrayList<>();

  private Registries(Path directory) {
    this.directory = directory;
  }

  static Registries start(int count) throws IOException {
    Registries started = new Registries(Files.createTempDirectory("waybill-bench"));
    for (int i = 0; i < count; i++) {
      started.registries.add(
          LocalRegistry.builder(started.directory.resolve("registry" + i)).metrics().start());
    }
    return started;
  }

  /** Their names in references, from the distance. */
  List<String> addresses(Duration roundTrip) throws IOException {
    List<String> addresses = new ArrayList<>();
    for (LocalRegistry registry : registries) {
      if (roundTrip.isZero()) {
        addresses.add(registry.address());
      } else {
        DelayLine line = DelayLine.open(registry.port(), roundTrip);
        lines.add(line);
        addresses.add(line.address());
      }
    }
    return addresses;
  }

  /** Their roots, from nearby. */
  List<URI> roots() {
    return registries.stream().map(LocalRegistry::uri).toList();
  }

  /** What they have been asked so far, together. */
  Traffic traffic(HttpClient http) throws IOException, InterruptedException {
    Traffic sum = Traffic.NONE;
    for (LocalRegistry registry : registries) {
      sum = sum.plus(Traffic.read(http, registry.metrics().orElseThrow()));
    }
    return sum;
  }

  double cpuSeconds() throws IOException {
    double sum = 0;
    for (LocalRegistry registry : registries) {
      sum += ProcessMeter.cpuSeconds(registry.process().pid());
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    lines.forEach(DelayLine::close);
    registries.forEach(LocalRegistry::close);
    Directories.delete(directory);
  }
}
