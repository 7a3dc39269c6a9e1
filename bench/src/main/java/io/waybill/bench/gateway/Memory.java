package io.waybill.bench.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The gateway's memory over time. The heap in use rises to the next collection; so the least of a
 * minute is what counts, and whether that of the last minute is the one of the first.
 */
final class Memory {
  /** There is a look a second. */
  private static final int MINUTE = 60;

  private final List<Double> heap = new ArrayList<>();
  private final List<Double> resident = new ArrayList<>();

  void look(Landscape landscape) throws IOException, InterruptedException {
    heap.add(landscape.heapBytes() / (1 << 20));
    resident.add(landscape.residentBytes() / (1 << 20));
  }

  /** A row for each minute, and one for what is left of the last. */
  List<String> table() {
    List<String> rows = new ArrayList<>();
    rows.add("| minute at half load | least heap in use, MiB | most resident, MiB |");
    rows.add("|---|---|---|");
    for (int from = 0; from < heap.size(); from += MINUTE) {
      int to = Math.min(from + MINUTE, heap.size());
      rows.add(
          String.format(
              Locale.ROOT,
              "| %d | %.0f | %.0f |",
              from / MINUTE + 1,
              Collections.min(heap.subList(from, to)),
              Collections.max(resident.subList(from, to))));
    }
    return rows;
  }

  void write(ObjectNode into) {
    heap.forEach(into.withArray("heapMiB")::add);
    resident.forEach(into.withArray("residentMiB")::add);
  }
}
