package io.waybill.bench.copy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Waybill and its peers, copying the same images between the same registries in turn. */
public final class CopyBench {
  /** How it is typed. */
  public static final String USAGE = Selection.USAGE;

  private static final Path FILE = Path.of("bench", "target", "copy.json");

  private final Path launcher;

  /** A benchmark of this Waybill. */
  public CopyBench(Path launcher) {
    this.launcher = launcher;
  }

  /**
   * Measures, prints tables, and writes them to {@code bench/target/copy.json} too.
   *
   * @throws IllegalArgumentException where the words make no sense; the message is for who typed
   *     them
   */
  public void run(List<String> words) throws IOException, InterruptedException {
    Selection selection = Selection.parse(words);
    Map<String, String> versions = new LinkedHashMap<>();
    List<Contender> present = new ArrayList<>();
    for (Contender contender : contenders()) {
      Optional<String> version =
          selection.wants(contender) ? contender.version() : Optional.empty();
      version.ifPresent(
          found -> {
            present.add(contender);
            versions.put(contender.name(), found);
          });
    }
    System.out.println("machine: " + Machine.describe());
    System.out.println("contenders: " + versions);
    List<CaseResult> results = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (CopyCase copyCase : selection.cases()) {
        CaseResult result =
            new CaseBench(copyCase, present, http, System.err::println).run(selection.rounds());
        new ResultTable(System.out).print(result);
        results.add(result);
        ResultFile.write(FILE, versions, results);
      }
    } finally {
      present.forEach(Contender::close);
    }
    System.out.println("\nAll laps are in " + FILE);
  }

  private List<Contender> contenders() {
    List<Contender> all = new ArrayList<>();
    all.add(OwnCommand.of(launcher));
    all.add(new EngineContender());
    all.addAll(Peers.all());
    return all;
  }
}
