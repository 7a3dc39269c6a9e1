package io.waybill.bench.scale;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.bench.copy.Machine;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The tables, and the same as JSON with every turn. */
final class Report {
  private static final Path FILE = Path.of("bench", "target", "scale.json");
  private static final Path TABLE = Path.of("bench", "target", "scale.md");
  private static final double LINEAR_BAR = 0.8;

  /** With more of the cores than this in use a row is about the cores, whatever it says. */
  private static final double TOO_BUSY = 0.85;

  private final String command;
  private final Map<ScaleCase, List<Lap>> laps;

  Report(String command, Map<ScaleCase, List<Lap>> laps) {
    this.command = command;
    this.laps = laps;
  }

  /** Prints the tables, and writes them down. */
  void publish() throws IOException {
    String text = text();
    System.out.println(text);
    Files.createDirectories(TABLE.toAbsolutePath().getParent());
    Files.writeString(TABLE, text);
    write();
    System.out.println("This is in " + TABLE + " too, and all turns are in " + FILE);
  }

  private String text() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(Machine.describe() + ", " + LocalDate.now(ZoneOffset.UTC));
    lines.add("");
    lines.add("`" + command + "`");
    for (Map.Entry<ScaleCase, List<Lap>> each : laps.entrySet()) {
      lines.add("");
      switch (each.getKey()) {
        case WORKERS -> addWorkers(lines, each.getValue());
        case LARGE -> addDelays(lines, 1.5, each.getValue());
        case DEAD -> addDelays(lines, 1.1, each.getValue());
        case ROLLING -> addLongest(lines, each.getValue());
      }
    }
    lines.add("");
    return String.join("\n", lines);
  }

  /** More of them against the fewest: the share of what as many times the rate would be. */
  private static void addWorkers(List<String> lines, List<Lap> laps) {
    lines.add(
        "| worker processes | tasks done a second | min to max | of linear | p50 ms of what was"
            + " done | cores in use |");
    lines.add("|---|---|---|---|---|---|");
    List<Lap> first = null;
    for (List<Lap> same : byName(laps)) {
      first = first == null ? same : first;
      int workers = same.getFirst().workers();
      double rate = median(same, Lap::perSecond);
      double one = median(first, Lap::perSecond) / first.getFirst().workers();
      double share = one == 0 ? 0 : rate / one / workers;
      lines.add(
          String.format(
              Locale.ROOT,
              "| %d | %.1f | %.1f to %.1f | %.2f%s | %.0f | %.0f %% |",
              workers,
              rate,
              same.stream().mapToDouble(Lap::perSecond).min().orElse(0),
              same.stream().mapToDouble(Lap::perSecond).max().orElse(0),
              share,
              verdict(share >= LINEAR_BAR, same),
              median(same, lap -> lap.quantile(0.5)),
              100 * median(same, Lap::busy)));
    }
  }

  private static void addDelays(List<String> lines, double bar, List<Lap> laps) {
    lines.add("| small tasks | n | p50 ms | p95 ms | p95, min to max | times | cores in use |");
    lines.add("|---|---|---|---|---|---|---|");
    List<Lap> first = null;
    for (List<Lap> same : byName(laps)) {
      first = first == null ? same : first;
      double p95 = median(same, lap -> lap.quantile(0.95));
      double times = p95 / Math.max(1, median(first, lap -> lap.quantile(0.95)));
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.0f | %.0f | %.0f to %.0f | %.2f%s | %.0f %% |",
              same.getFirst().name(),
              same.stream().mapToInt(Lap::done).sum(),
              median(same, lap -> lap.quantile(0.5)),
              p95,
              same.stream().mapToDouble(lap -> lap.quantile(0.95)).min().orElse(0),
              same.stream().mapToDouble(lap -> lap.quantile(0.95)).max().orElse(0),
              times,
              verdict(times <= bar, same),
              100 * median(same, Lap::busy)));
    }
  }

  /** No task may take longer than the longest one took before, by more than the grace time. */
  private static void addLongest(List<String> lines, List<Lap> laps) {
    lines.add(
        "| small tasks | n | p50 ms | p95 ms | longest ms | longest, min to max | later by"
            + " | cores in use |");
    lines.add("|---|---|---|---|---|---|---|---|");
    List<Lap> first = null;
    for (List<Lap> same : byName(laps)) {
      first = first == null ? same : first;
      double longest = median(same, lap -> lap.quantile(1));
      double later = longest - median(first, lap -> lap.quantile(1));
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.0f | %.0f | %.0f | %.0f to %.0f | %.0f ms%s | %.0f %% |",
              same.getFirst().name(),
              same.stream().mapToInt(Lap::done).sum(),
              median(same, lap -> lap.quantile(0.5)),
              median(same, lap -> lap.quantile(0.95)),
              longest,
              same.stream().mapToDouble(lap -> lap.quantile(1)).min().orElse(0),
              same.stream().mapToDouble(lap -> lap.quantile(1)).max().orElse(0),
              later,
              verdict(later <= Landscape.GRACE.toMillis(), same),
              100 * median(same, Lap::busy)));
    }
  }

  private static String verdict(boolean met, List<Lap> laps) {
    if (median(laps, Lap::busy) > TOO_BUSY) {
      return " (the CPU is the limit)";
    }
    return met ? "" : ": **missed**";
  }

  private static List<List<Lap>> byName(List<Lap> laps) {
    Set<String> names =
        laps.stream().map(Lap::name).collect(Collectors.toCollection(LinkedHashSet::new));
    return names.stream()
        .map(name -> laps.stream().filter(lap -> lap.name().equals(name)).toList())
        .toList();
  }

  private static double median(List<Lap> laps, ToDoubleFunction<Lap> value) {
    double[] sorted = laps.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private void write() throws IOException {
    JsonMapper json = Json.lenient();
    ObjectNode root = json.createObjectNode();
    root.put("measuredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.put("machine", Machine.describe());
    root.put("command", command);
    laps.forEach(
        (name, turns) -> turns.forEach(lap -> lap.write(root.withArray(name.text()).addObject())));
    Files.writeString(FILE, json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }
}
