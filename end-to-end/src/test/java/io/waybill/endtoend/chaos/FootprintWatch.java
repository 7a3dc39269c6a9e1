package io.waybill.endtoend.chaos;

import io.waybill.endtoend.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Looks again and again at what each role has of the machine, and says whether any of it grows. The
 * first third of the time does not count: until then caches fill and slots are added. Of each tenth
 * of the rest the least is taken, which for the heap is what is left after a collection, and a line
 * is laid through these.
 */
final class FootprintWatch implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int PIECES = 10;

  /** So much more at the end than at the beginning is nothing; for whatever it is. */
  private static final double SHARE = 0.25;

  private record Measure(
      String name, ToDoubleFunction<Footprint> value, double unit, double slack) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("heap, MiB", Footprint::heap, 1 << 20, 16),
          new Measure("threads", Footprint::threads, 1, 16),
          new Measure("files", Footprint::files, 1, 32),
          new Measure("connections", Footprint::connections, 1, 32));

  private final ChaosLandscape landscape;
  private final Map<String, List<Footprint>> seen = new LinkedHashMap<>();
  private final Map<String, TreeSet<Long>> lives = new LinkedHashMap<>();

  FootprintWatch(ChaosLandscape landscape) {
    this.landscape = landscape;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        landscape.roles().forEach(this::look);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** One that does not answer at the moment, or is frozen, is looked at later. */
  private synchronized void look(RoleUnderTest role) {
    OptionalLong pid = role.pid();
    if (pid.isEmpty()) {
      return;
    }
    lives.computeIfAbsent(role.name(), name -> new TreeSet<>()).add(pid.getAsLong());
    try {
      double heap =
          Http.get(role.metrics())
              .response()
              .body()
              .lines()
              .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum();
      seen.computeIfAbsent(role.name(), name -> new ArrayList<>())
          .add(Footprint.of(pid.getAsLong(), heap));
    } catch (IOException | UncheckedIOException away) {
      // It is looked at again.
    }
  }

  /** How often each role was looked at. */
  synchronized Map<String, Integer> looks() {
    return seen.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().size()));
  }

  /** How many processes each role had. */
  synchronized Map<String, Integer> lives() {
    return lives.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().size()));
  }

  /** What grows; a sentence each. Prints all that was seen. */
  synchronized List<String> growing() {
    List<String> growing = new ArrayList<>();
    System.out.printf("%-10s %-12s %s%n", "role", "", "the least of each tenth; growth");
    seen.forEach(
        (role, all) -> {
          for (Measure measure : MEASURES) {
            double[] least = least(all.subList(all.size() / 3, all.size()), measure);
            double growth = slope(least) * Math.max(0, least.length - 1);
            double mean = Arrays.stream(least).average().orElse(0);
            System.out.printf(
                Locale.ROOT, "%-10s %-12s %s; %+.1f%n", role, measure.name(), text(least), growth);
            if (growth > measure.slack() + SHARE * mean) {
              growing.add(
                  String.format(Locale.ROOT, "%s of %s: %s", measure.name(), role, text(least)));
            }
          }
        });
    return growing;
  }

  private static double[] least(List<Footprint> all, Measure measure) {
    int pieces = Math.min(PIECES, all.size());
    return IntStream.range(0, pieces)
        .mapToDouble(
            piece ->
                all.subList(piece * all.size() / pieces, (piece + 1) * all.size() / pieces).stream()
                        .mapToDouble(measure.value())
                        .min()
                        .orElse(0)
                    / measure.unit())
        .toArray();
  }

  /** Of the line with the least squares, for each step. */
  private static double slope(double[] values) {
    double middle = (values.length - 1) / 2.0;
    double above = 0;
    double below = 0;
    for (int i = 0; i < values.length; i++) {
      above += (i - middle) * values[i];
      below += (i - middle) * (i - middle);
    }
    return below == 0 ? 0 : above / below;
  }

  private static String text(double[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%.0f", values[i]))
        .collect(Collectors.joining(" "));
  }
}
