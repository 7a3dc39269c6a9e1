package io.waybill.bench.copy;

import io.waybill.bench.Directories;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One case: in each round every contender has a turn, in an order that begins with another one each
 * time. Who failed has no more turns.
 */
final class CaseBench {
  private final CopyCase copyCase;
  private final List<Contender> contenders;
  private final HttpClient http;
  private final Consumer<String> progress;

  /** The targets that a contender has filled already, where a case begins with full ones. */
  private final Map<Contender, Registries> filled = new HashMap<>();

  CaseBench(
      CopyCase copyCase, List<Contender> contenders, HttpClient http, Consumer<String> progress) {
    this.copyCase = copyCase;
    this.contenders = contenders.stream().filter(contender -> contender.enters(copyCase)).toList();
    this.http = http;
    this.progress = progress;
  }

  CaseResult run(int rounds) throws IOException, InterruptedException {
    List<Row> rows = contenders.stream().map(contender -> new Row(contender.name())).toList();
    Path scratch = Files.createTempDirectory("waybill-bench");
    try (Registries source = Registries.start(1)) {
      SourceImages images =
          SourceImages.push(http, copyCase.corpus(), source.roots().getFirst(), scratch);
      warmUp(source, images);
      for (int round = 0; round < rounds; round++) {
        for (int turn : order(round)) {
          if (rows.get(turn).failure().isEmpty()) {
            Lap lap = measure(contenders.get(turn), source, images);
            rows.get(turn).add(lap);
            tell(contenders.get(turn), round, lap);
          }
        }
      }
    } finally {
      for (Registries targets : filled.values()) {
        targets.close();
      }
      Directories.delete(scratch);
    }
    return new CaseResult(copyCase, rows);
  }

  private List<Integer> order(int round) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < contenders.size(); i++) {
      order.add(i);
    }
    if (!order.isEmpty()) {
      Collections.rotate(order, -round);
    }
    return order;
  }

  private void warmUp(Registries source, SourceImages images)
      throws IOException, InterruptedException {
    for (Contender contender : contenders) {
      for (int i = 0; i < contender.warmUps(); i++) {
        measure(contender, source, images);
      }
    }
  }

  private Lap measure(Contender contender, Registries source, SourceImages images)
      throws IOException, InterruptedException {
    if (!copyCase.isRepeated()) {
      try (Registries targets = Registries.start(copyCase.targets())) {
        return heat(contender, source, images, targets);
      }
    }
    Registries targets = filled.get(contender);
    if (targets == null) {
      targets = Registries.start(copyCase.targets());
      filled.put(contender, targets);
      Lap cold = heat(contender, source, images, targets);
      if (cold.failure().isPresent()) {
        return cold;
      }
    }
    return heat(contender, source, images, targets);
  }

  private Lap heat(Contender contender, Registries source, SourceImages images, Registries targets)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("waybill-bench");
    try {
      Heat heat =
          new Heat(
              copyCase.corpus(),
              source.addresses(copyCase.roundTrip()).getFirst(),
              targets.addresses(copyCase.roundTrip()),
              images.firstBlobs(),
              directory);
      Traffic sourceBefore = source.traffic(http);
      Traffic targetsBefore = targets.traffic(http);
      double registriesBefore = source.cpuSeconds() + targets.cpuSeconds();
      double ownBefore = ProcessMeter.cpuSeconds(ProcessHandle.current().pid());
      double allBefore = Machine.busySeconds();
      Effort effort = contender.run(copyCase, heat);
      double all = Machine.busySeconds() - allBefore;
      double own = ProcessMeter.cpuSeconds(ProcessHandle.current().pid()) - ownBefore;
      double registries = source.cpuSeconds() + targets.cpuSeconds() - registriesBefore;
      return new Lap(
          effort,
          source.traffic(http).since(sourceBefore),
          targets.traffic(http).since(targetsBefore),
          registries,
          Math.max(0, all - own - registries - effort.cpuSeconds()),
          effort.failure().isPresent() ? 0 : countMissing(images, targets));
    } finally {
      Directories.delete(directory);
    }
  }

  private static int countMissing(SourceImages images, Registries targets)
      throws IOException, InterruptedException {
    int missing = 0;
    for (URI root : targets.roots()) {
      missing += images.countMissing(root);
    }
    return missing;
  }

  private void tell(Contender contender, int round, Lap lap) {
    Optional<String> failure = lap.failure();
    progress.accept(
        failure.isPresent()
            ? "%s, round %d, %s: failed: %s"
                .formatted(copyCase.text(), round + 1, contender.name(), failure.get())
            : "%s, round %d, %s: %.2f s"
                .formatted(copyCase.text(), round + 1, contender.name(), lap.effort().seconds()));
  }
}
