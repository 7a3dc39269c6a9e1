package io.waybill.bench.copy;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** The tables on the terminal. */
final class ResultTable {
  private static final double MIB = 1024.0 * 1024.0;
  private static final String FORMAT = "%-22s %8s %8s %8s %7s %7s %7s %6s %8s %8s %9s %7s%n";

  private final PrintStream out;

  ResultTable(PrintStream out) {
    this.out = out;
  }

  /** One case: a row for each contender, then what each has asked, by method. */
  void print(CaseResult result) {
    CopyCase copyCase = result.copyCase();
    out.printf("%n%s: %s%n", copyCase.text(), copyCase.title());
    out.printf(
        FORMAT,
        "",
        "median s",
        "min",
        "max",
        "/copy",
        "/engine",
        "CPU s",
        "MB",
        "req/img",
        "read MB",
        "regs CPU",
        "others");
    Optional<Row> copy = result.find(OwnCommand.NAME);
    Optional<Row> engine = result.find(EngineContender.NAME);
    for (Row row : result.rows()) {
      if (row.failure().isPresent()) {
        out.printf("%-22s failed: %s%n", row.name(), row.failure().get());
      } else if (!row.laps().isEmpty()) {
        print(row, copyCase, copy, engine);
      }
    }
    for (Row row : result.rows()) {
      if (row.failure().isEmpty() && !row.laps().isEmpty()) {
        Lap lap = row.laps().getLast();
        out.printf("  %s: source %s; target %s%n", row.name(), lap.source(), lap.targets());
      }
    }
  }

  private void print(Row row, CopyCase copyCase, Optional<Row> copy, Optional<Row> engine) {
    out.printf(
        FORMAT,
        row.name(),
        number(row.medianSeconds(), 2),
        number(row.min(lap -> lap.effort().seconds()), 2),
        number(row.max(lap -> lap.effort().seconds()), 2),
        ratio(row, copy),
        ratio(row, engine),
        number(row.median(lap -> lap.effort().cpuSeconds()), 2),
        number(row.max(lap -> lap.effort().peakBytes() / MIB), 0),
        number(
            row.median(lap -> lap.source().count() + lap.targets().count())
                / copyCase.corpus().images(),
            1),
        number(row.median(lap -> lap.source().blobBytes() / MIB), 0),
        number(row.median(Lap::registriesCpuSeconds), 1),
        number(100 * row.median(ResultTable::othersShare), 0) + " %");
  }

  /** How much of the machine others had meanwhile, as a share of its cores. */
  private static double othersShare(Lap lap) {
    return lap.othersCpuSeconds()
        / lap.effort().seconds()
        / Runtime.getRuntime().availableProcessors();
  }

  private static String ratio(Row row, Optional<Row> own) {
    return own.map(ours -> number(row.medianSeconds() / ours.medianSeconds(), 2)).orElse("-");
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
