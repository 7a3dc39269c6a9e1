package io.waybill.bench.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The gateway's memory over time. The heap in use rises to the next collection; so the least of a
 * third of the time is what counts, and whether that of the last third is the one of the first.
 */
final class Memory {
  private final List<Double> heap = new ArrayList<>();
  private final List<Double> resident = new ArrayList<>();

  void look(Landscape landscape) throws IOException, InterruptedException {
    heap.add(landscape.heapBytes() / (1 << 20));
    resident.add(landscape.residentBytes() / (1 << 20));
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "memory, MiB (least heap in use, most resident): first third %.0f, %.0f; last third %.0f,"
            + " %.0f",
        least(heap, 0),
        most(resident, 0),
        least(heap, 2),
        most(resident, 2));
  }

  private static List<Double> third(List<Double> values, int index) {
    int size = Math.max(1, values.size() / 3);
    int from = Math.min(index * size, values.size() - 1);
    return values.subList(from, index == 2 ? values.size() : Math.min(from + size, values.size()));
  }

  private static double least(List<Double> values, int index) {
    return third(values, index).stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }

  private static double most(List<Double> values, int index) {
    return third(values, index).stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  void write(ObjectNode into) {
    heap.forEach(into.withArray("heapMiB")::add);
    resident.forEach(into.withArray("residentMiB")::add);
  }
}
