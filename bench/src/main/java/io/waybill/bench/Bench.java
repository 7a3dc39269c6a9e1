package io.waybill.bench;

import io.waybill.bench.copy.CopyBench;
import io.waybill.bench.gateway.GatewayBench;
import io.waybill.bench.history.HistoryBench;
import io.waybill.bench.scale.ScaleBench;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code bench/run startup|latency|planner|copy|gateway|history|scale}: prints tables. */
public final class Bench {
  private static final String USAGE =
      """
      usage: bench/run startup|latency [rounds]
             bench/run planner
             bench/run copy %s
             bench/run gateway %s
             bench/run history %s
             bench/run scale %s\
      """
          .formatted(CopyBench.USAGE, GatewayBench.USAGE, HistoryBench.USAGE, ScaleBench.USAGE);

  private Bench() {}

  /** Runs one benchmark. */
  public static void main(String[] arguments) throws Exception {
    List<String> named = List.of("copy", "gateway", "history", "scale");
    if (arguments.length < 1 || (arguments.length > 2 && !named.contains(arguments[0]))) {
      System.err.println(USAGE);
      System.exit(2);
    }
    Path launcher = Path.of(System.getProperty("waybill.launcher")).toAbsolutePath();
    if (named.contains(arguments[0])) {
      run(arguments[0], launcher, List.of(arguments).subList(1, arguments.length));
      return;
    }
    if (arguments[0].equals("planner")) {
      new PlannerBench(System.out).run();
      return;
    }
    List<Sample> samples =
        switch (arguments[0]) {
          case "startup" -> new StartupBench(launcher).run(rounds(arguments, 5));
          case "latency" -> new LatencyBench(launcher).run(rounds(arguments, 50));
          default -> {
            System.err.println(USAGE);
            System.exit(2);
            yield List.of();
          }
        };
    print(System.out, samples);
  }

  private static void run(String name, Path launcher, List<String> words) throws Exception {
    try {
      switch (name) {
        case "copy" -> new CopyBench(launcher).run(words);
        case "gateway" -> new GatewayBench(launcher).run(words);
        case "scale" -> new ScaleBench(launcher).run(words);
        default -> new HistoryBench().run(words);
      }
    } catch (IllegalArgumentException mistake) {
      System.err.println(mistake.getMessage() + "\n" + USAGE);
      System.exit(2);
    }
  }

  private static int rounds(String[] arguments, int otherwise) {
    return arguments.length == 2 ? Integer.parseInt(arguments[1]) : otherwise;
  }

  private static void print(PrintStream out, List<Sample> samples) {
    out.printf(
        "machine: %d cores, %s %s, Java %s%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version());
    out.printf("%-44s %8s %8s %8s %8s %8s %4s%n", "", "median", "p90", "p99", "min", "max", "n");
    for (Sample sample : samples) {
      out.printf(
          "%-44s %8s %8s %8s %8s %8s %4d%n",
          sample.name(),
          millis(sample.quantile(0.5)),
          millis(sample.quantile(0.9)),
          millis(sample.quantile(0.99)),
          millis(sample.quantile(0)),
          millis(sample.quantile(1)),
          sample.count());
    }
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + " ms";
  }
}
