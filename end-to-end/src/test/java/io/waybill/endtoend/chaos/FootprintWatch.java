package io.waybill.endtoend.chaos;

import io.waybill.endtoend.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Looks again and again at what each role has of the machine, and says whether any of it grows.
 * What is looked at while things break is not compared with what is looked at when nothing does any
 * more: faults cut connections, and then these stay.
 */
final class FootprintWatch {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Garbage that nobody has collected is no growth, so every so many looks it is collected. */
  private static final int LOOKS_PER_COLLECTION = 20;

  private static final Duration COLLECTION = Duration.ofSeconds(10);

  /**
   * Something that could grow.
   *
   * @param slack so much more at the end than at the beginning is nothing
   * @param share so much of what there is is nothing as well
   * @param most more than that nobody has, however short the time is
   */
  private record Measure(
      String name, ToDoubleFunction<Footprint> value, double slack, double share, double most) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("heap, MiB", each -> each.heap() / (1 << 20), 4, 0.1, 100),
          new Measure("threads", Footprint::threads, 8, 0.1, 120),
          new Measure("files", Footprint::files, 16, 0.1, 500),
          new Measure("connections", Footprint::connections, 16, 0.1, 200));

  private final ChaosLandscape landscape;
  private final Map<String, List<Footprint>> seen = new LinkedHashMap<>();
  private final Map<String, TreeSet<Long>> lives = new LinkedHashMap<>();

  /** How often it looked at all of them; its reader's own. */
  private int round;

  FootprintWatch(ChaosLandscape landscape) {
    this.landscape = landscape;
  }

  /** Begins to look, until that is closed. */
  Lookout watch() {
    return Lookout.every(PAUSE, "reader of footprints", this::lookAtAll);
  }

  private void lookAtAll() throws InterruptedException {
    boolean isCollection = round++ % LOOKS_PER_COLLECTION == 0;
    for (RoleUnderTest role : landscape.roles()) {
      if (isCollection) {
        collect(role);
      }
      look(role);
    }
  }

  /** One that is frozen keeps its garbage until the next time. */
  private static void collect(RoleUnderTest role) throws InterruptedException {
    OptionalLong pid = role.pid();
    if (pid.isEmpty()) {
      return;
    }
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process asked =
          new ProcessBuilder(jcmd.toString(), Long.toString(pid.getAsLong()), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!asked.waitFor(COLLECTION.toSeconds(), TimeUnit.SECONDS)) {
          asked.destroyForcibly();
        }
      } catch (InterruptedException stopped) {
        asked.destroyForcibly();
        throw stopped;
      }
    } catch (IOException noCommand) {
      throw new UncheckedIOException(noCommand);
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
    System.out.printf(
        "%-10s %-12s %s%n", "role", "", "the least of each tenth; growth; the most of these");
    seen.forEach(
        (role, all) -> {
          for (Measure measure : MEASURES) {
            Growth growth = Growth.of(all.stream().map(measure.value()::applyAsDouble).toList());
            System.out.printf(
                Locale.ROOT,
                "%-10s %-12s %s; %+.1f; %.0f%n",
                role,
                measure.name(),
                growth,
                growth.total(),
                most(all, measure));
            if (growth.isMoreThan(measure.slack(), measure.share())) {
              growing.add("%s of %s: %s".formatted(measure.name(), role, growth));
            }
          }
        });
    return growing;
  }

  /** Of what there was more at some time than anybody should ever have; a sentence each. */
  synchronized List<String> beyondBounds() {
    List<String> beyond = new ArrayList<>();
    seen.forEach(
        (role, all) -> {
          for (Measure measure : MEASURES) {
            double most = most(all, measure);
            if (most > measure.most()) {
              beyond.add(
                  String.format(
                      Locale.ROOT,
                      "%s of %s: %.0f, and %.0f are the most",
                      measure.name(),
                      role,
                      most,
                      measure.most()));
            }
          }
        });
    return beyond;
  }

  /** Peaks are none of a role's own: of each tenth of the time the least counts. */
  private static double most(List<Footprint> all, Measure measure) {
    List<Double> looks = all.stream().map(measure.value()::applyAsDouble).toList();
    return Growth.of(looks).least().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
