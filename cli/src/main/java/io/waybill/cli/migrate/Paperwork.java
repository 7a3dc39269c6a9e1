package io.waybill.cli.migrate;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is written down of a migration. For many threads; closing it ends the files. */
final class Paperwork implements AutoCloseable {
  private final List<Report> reports = new ArrayList<>();
  private final @Nullable Successes successes;

  /**
   * Begins the files.
   *
   * @throws CommandFailure where one cannot be written
   */
  Paperwork(OutputOptions options, Surroundings surroundings) {
    Path list = options.successes();
    this.successes =
        list == null ? null : new Successes(surroundings.resolve(list), options.format());
    for (Path file : options.reports()) {
      try {
        reports.add(Report.to(surroundings.resolve(file)));
      } catch (IOException unwritable) {
        throw unwritable("--report " + file, unwritable);
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
    try {
      for (Report report : reports) {
        report.add(line);
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
    if (successes != null
        && (line.status().equals(Line.COPIED) || line.status().equals(Line.PRESENT))) {
      successes.add(line);
    }
  }

  @Override
  public synchronized void close() {
    try {
      for (Report report : reports) {
        report.close();
      }
      if (successes != null) {
        successes.write();
      }
    } catch (IOException full) {
      throw unwritable("a report", full);
    }
  }
}
