package io.waybill.bench.copy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs a script and says what it needed: the time and the CPU time as bash has them, its children
 * and theirs included, and the memory as {@code /proc} has it.
 */
final class ProcessMeter {
  private static final long POLL_MILLIS = 10;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(20);
  private static final int TAIL = 400;

  private ProcessMeter() {}

  /** Runs the script in the directory, which keeps its output as {@code log}. */
  static Effort run(String script, Path directory) throws IOException, InterruptedException {
    Path file = directory.resolve("run.sh");
    Path log = directory.resolve("log");
    Files.writeString(file, script);
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "TIMEFORMAT='%3R %3U %3S'; time bash \"$0\" >\"$1\" 2>&1",
                file.toString(),
                log.toString())
            .directory(directory.toFile())
            .start();
    process.getOutputStream().close();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long peak = 0;
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, residentBytes(process.pid()));
      if (System.nanoTime() > deadline) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return Effort.failed("it was not done in 20 minutes");
      }
    }
    if (process.exitValue() != 0) {
      return Effort.failed("it ended with %d: %s".formatted(process.exitValue(), tail(log)));
    }
    String[] times =
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ", -1);
    return new Effort(
        Double.parseDouble(times[0]),
        Double.parseDouble(times[1]) + Double.parseDouble(times[2]),
        peak,
        Optional.empty());
  }

  /** The last that the script said. */
  static String tail(Path log) throws IOException {
    String text = Files.readString(log).strip();
    return text.substring(Math.max(0, text.length() - TAIL)).replace('\n', ' ');
  }

  /** The highest that each process of the tree has been at, added up; 0 where nobody says. */
  static long residentBytes(long pid) throws IOException {
    long sum = highWater(pid);
    for (String child :
        read(Path.of("/proc/" + pid + "/task/" + pid + "/children")).split(" ", -1)) {
      if (!child.isBlank()) {
        sum += residentBytes(Long.parseLong(child.strip()));
      }
    }
    return sum;
  }

  private static long highWater(long pid) throws IOException {
    return read(Path.of("/proc/" + pid + "/status"))
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  /** The user's and the system's seconds of one process so far; 0 where nobody says. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = read(Path.of("/proc/" + pid + "/stat"));
    if (stat.isEmpty()) {
      return 0;
    }
    // proc(5): the name, in brackets, may have blanks in it; utime and stime are fields 14 and 15.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / 100.0;
  }

  /** A file of {@code /proc}; empty where the process is gone, or there is no such thing. */
  private static String read(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException gone) {
      return "";
    } catch (IOException gone) {
      // "No such process", where it ended between the opening and the reading.
      if (String.valueOf(gone.getMessage()).toLowerCase(Locale.ROOT).contains("no such process")) {
        return "";
      }
      throw gone;
    }
  }
}
