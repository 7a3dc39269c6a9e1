package io.waybill.cli.migrate;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is written down of a migration. For many threads; closing it ends the files. What can no
 * longer be written, as on a full disk, stops no copy: it is told at the end.
 */
final class Paperwork implements AutoCloseable {
  /** By the option as the user wrote it. */
  private final Map<String, Report> reports = new LinkedHashMap<>();

  private final Map<String, IOException> faults = new LinkedHashMap<>();
  private final @Nullable Path list;
  private final @Nullable Successes successes;
  private boolean ended;

  /**
   * Begins the files.
   *
   * @throws CommandFailure where one cannot be written
   */
  Paperwork(OutputOptions options, Surroundings surroundings) {
    this.list = options.successes();
    this.successes =
        list == null ? null : new Successes(surroundings.resolve(list), options.format());
    for (Path file : options.reports()) {
      String option = "--report " + file;
      try {
        reports.put(option, Report.to(surroundings.resolve(file)));
      } catch (IOException unwritable) {
        throw unwritable(option, unwritable);
      }
    }
  }

  static CommandFailure unwritable(String what, IOException why) {
    return CommandFailure.usage(
        "Tried to write %s, but failed because: %s %s."
            .formatted(
                what, why.getClass().getSimpleName().replace("Exception", ""), why.getMessage()));
  }

  /** One image that came to its end. */
  synchronized void add(Line line) {
    reports.forEach(
        (option, report) -> {
          if (!faults.containsKey(option)) {
            attempt(option, () -> report.add(line));
          }
        });
    if (successes != null
        && (line.status().equals(Line.COPIED) || line.status().equals(Line.PRESENT))) {
      successes.add(line);
    }
  }

  /** Ends the files, and says of each that is not whole why. */
  synchronized List<String> end() {
    if (!ended) {
      ended = true;
      reports.forEach((option, report) -> attempt(option, report::close));
      if (successes != null) {
        attempt("--output-success-images " + list, successes::write);
      }
    }
    return faults.entrySet().stream()
        .map(fault -> notWhole(fault.getKey(), fault.getValue()))
        .toList();
  }

  /** What is said of a file that could not be written to its end. */
  static String notWhole(String what, IOException why) {
    return "Tried to write %s, but failed because: %s. The file is not whole; no copy was left out for that."
        .formatted(what, why.getMessage());
  }

  /** Writes something. */
  @FunctionalInterface
  interface Writing {
    void run() throws IOException;
  }

  private void attempt(String option, Writing writing) {
    try {
      writing.run();
    } catch (IOException full) {
      faults.putIfAbsent(option, full);
    }
  }

  @Override
  public void close() {
    end();
  }
}
