package io.waybill.endtoend.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process has of the machine, as {@code /proc} tells.
 *
 * @param heap bytes in use, garbage included
 * @param threads of the system
 * @param files file descriptors, connections included
 * @param connections sockets
 */
record Footprint(double heap, double threads, double files, double connections) {
  /** Looks at a process of which the heap is known. */
  static Footprint of(long pid, double heap) throws IOException {
    Path process = Path.of("/proc/" + pid);
    double threads = 0;
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("Threads:")) {
        threads = Double.parseDouble(line.replaceAll("\\D", ""));
      }
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(process.resolve("fd"))) {
      files = list.toList();
    }
    long sockets = files.stream().filter(Footprint::isSocket).count();
    return new Footprint(heap, threads, files.size(), sockets);
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException closed) {
      return false;
    }
  }
}
