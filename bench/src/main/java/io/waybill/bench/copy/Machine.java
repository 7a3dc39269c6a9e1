package io.waybill.bench.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the numbers were measured on. */
public final class Machine {
  private static final Path STAT = Path.of("/proc/stat");

  private Machine() {}

  /** In one line: cores, their make, memory, system, Java. */
  public static String describe() throws IOException {
    return String.format(
        Locale.ROOT,
        "%d cores (%s), %s, %s %s %s, Java %s",
        Runtime.getRuntime().availableProcessors(),
        entry(Path.of("/proc/cpuinfo"), "model name", "unknown make"),
        memory(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Runtime.version());
  }

  private static String memory() throws IOException {
    String kibibytes = entry(Path.of("/proc/meminfo"), "MemTotal", "").replaceAll("\\D", "");
    return kibibytes.isEmpty()
        ? "unknown memory"
        : Math.round(Long.parseLong(kibibytes) / 1048576.0) + " GiB";
  }

  private static String entry(Path file, String name, String otherwise) throws IOException {
    if (!Files.isReadable(file)) {
      return otherwise;
    }
    return Files.readString(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }

  /** The CPU seconds that all of the machine has spent so far; 0 where nobody says. */
  public static double busySeconds() throws IOException {
    if (!Files.isReadable(STAT)) {
      return 0;
    }
    // proc(5): cpu user nice system idle iowait irq softirq steal ..., in hundredths of a second.
    String[] fields = Files.readString(STAT).lines().findFirst().orElse("").split("\\s+", -1);
    long busy = 0;
    for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
      busy += Long.parseLong(fields[field]);
    }
    return busy / 100.0;
  }
}
