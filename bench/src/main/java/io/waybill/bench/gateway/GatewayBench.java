package io.waybill.bench.gateway;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.bench.Directories;
import io.waybill.bench.copy.Machine;
import io.waybill.bench.gateway.Series.Turn;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many events a second the gateway takes, and how fast it answers at half of that, beside what
 * its parts reach alone: the producer without HTTP, and the same gateway on requests of which
 * nothing has to be stored. Each round every case has its turn.
 */
public final class GatewayBench {
  /** How it is typed. */
  public static final String USAGE = Options.USAGE;

  private static final Path FILE = Path.of("bench", "target", "gateway.json");
  private static final Path REPORT = Path.of("bench", "target", "gateway.md");
  private static final double BAR = 0.7;
  private static final double LATENCY_BAR_MILLIS = 25;
  private static final int PRODUCER_WARM_UP = 3;
  private static final int WARM_UPS = 3;

  private final Path launcher;
  private final Series producer = new Series("(b) the producer alone, no HTTP");
  private final Series http = new Series("(a) the gateway, nothing to store, no Kafka");
  private final Series events = new Series("the gateway");
  private final Series half = new Series("the gateway at half of that rate");
  private final Memory memory = new Memory();

  /** A benchmark of this Waybill. */
  public GatewayBench(Path launcher) {
    this.launcher = launcher;
  }

  /**
   * Measures, prints a table, and writes it to {@code bench/target/gateway.md} too; every turn is
   * in {@code gateway.json} beside it.
   *
   * @throws IllegalArgumentException where the words make no sense; the message is for who typed
   *     them
   */
  public void run(List<String> words) throws IOException, InterruptedException {
    Options options = Options.parse(words);
    Path directory = Files.createTempDirectory("waybill-bench");
    try (HttpClient client = HttpClient.newHttpClient();
        Landscape landscape = Landscape.start(launcher, directory, client);
        Load load = new Load(landscape.address(), Notifications.pushes())) {
      System.err.println("warming up");
      warmUp(load, options.turn());
      for (int round = 1; round <= options.rounds(); round++) {
        System.err.println("round " + round + " of " + options.rounds());
        round(landscape, load, options.turn());
      }
      watchMemory(landscape, load, options.memory());
    } finally {
      Directories.delete(directory);
    }
    publish(words);
  }

  /** In turns as in a round: Java's compiler forgets what it assumed from one kind alone. */
  private static void warmUp(Load load, Duration turn) throws IOException {
    for (int i = 0; i < WARM_UPS; i++) {
      load.post(Notifications.pulls());
      load.saturate(turn);
      load.post(Notifications.pushes());
      load.saturate(turn);
    }
  }

  /** Prints the report, and keeps it with every turn. */
  private void publish(List<String> words) throws IOException {
    String report = report("bench/run gateway " + String.join(" ", words));
    System.out.println(report);
    Files.createDirectories(REPORT.toAbsolutePath().getParent());
    Files.writeString(REPORT, report);
    write();
    System.out.println("This is in " + REPORT + " too, and all turns are in " + FILE);
  }

  private String report(String command) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(Machine.describe() + ", " + LocalDate.now(ZoneOffset.UTC));
    lines.add("");
    lines.add("`" + command.strip() + "`");
    lines.add("");
    lines.addAll(Series.head());
    for (Series series : List.of(http, producer, events, half)) {
      lines.add(series.row());
    }
    lines.add("");
    lines.addAll(memory.table());
    lines.add("");
    lines.add(verdict());
    lines.add("");
    return String.join("\n", lines);
  }

  private void round(Landscape landscape, Load load, Duration turn)
      throws IOException, InterruptedException {
    producer.add(
        Turn.ofProducer(
            landscape.bareProducer(PRODUCER_WARM_UP, Math.toIntExact(turn.toSeconds()))));
    load.post(Notifications.pulls());
    http.add(turn(landscape, load, turn, 0));
    load.post(Notifications.pushes());
    Turn full = turn(landscape, load, turn, 0);
    events.add(full);
    half.add(turn(landscape, load, turn, full.perSecond() / 2));
  }

  private static Turn turn(Landscape landscape, Load load, Duration time, double perSecond)
      throws IOException {
    double[] before = landscape.cpuSeconds();
    Load.Result result = perSecond == 0 ? load.saturate(time) : load.atRate(perSecond, time);
    return Turn.of(result, before, landscape.cpuSeconds());
  }

  private void watchMemory(Landscape landscape, Load load, Duration time)
      throws IOException, InterruptedException {
    System.err.println("memory");
    double perSecond = events.median(Turn::perSecond) / 2;
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      load.atRate(perSecond, Duration.ofSeconds(1));
      memory.look(landscape);
    }
  }

  private String verdict() {
    double rate = events.median(Turn::perSecond);
    double ofHttp = rate / http.median(Turn::perSecond);
    double ofProducer = rate / producer.median(Turn::perSecond);
    double share = Math.max(ofHttp, ofProducer);
    double p99 = half.median(Turn::p99Millis);
    return String.format(
        Locale.ROOT,
        """
        - %.2f of (a), %.2f of (b); the bar is %.1f of the lower one: %s
        - p50 %.1f ms, p99 %.1f ms at half load; the bar is %.0f ms: %s\
        """,
        ofHttp,
        ofProducer,
        BAR,
        share >= BAR ? "met" : "**missed**",
        half.median(Turn::p50Millis),
        p99,
        LATENCY_BAR_MILLIS,
        p99 < LATENCY_BAR_MILLIS ? "met" : "**missed**");
  }

  private void write() throws IOException {
    JsonMapper json = Json.lenient();
    ObjectNode root = json.createObjectNode();
    root.put("measuredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.put("machine", Machine.describe());
    for (Series series : List.of(producer, http, events, half)) {
      series.write(root.withArray("cases").addObject());
    }
    memory.write(root.putObject("memory"));
    root.put("verdict", verdict());
    Files.createDirectories(FILE.toAbsolutePath().getParent());
    Files.writeString(FILE, json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }
}
