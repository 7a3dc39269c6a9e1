package io.waybill.bench.copy;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.batch.BatchCopier;
import io.waybill.registry.batch.BatchListener;
import io.waybill.registry.batch.BatchReport;
import io.waybill.registry.batch.BatchRequest;
import io.waybill.registry.batch.Destination;
import io.waybill.registry.batch.ImageSelection;
import io.waybill.registry.batch.SelectedImages;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.Glob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The engine in a process of its own, which stays: so it is warm, and its memory and CPU time are
 * its own. A line on standard input, {@code SOURCE TARGET...}, is a copy of all images of the
 * source below {@code bench/} by an engine that knows nothing yet; a line on standard output is the
 * answer: {@code seconds cpu-seconds}, or what went wrong.
 */
final class EngineProcess {
  private EngineProcess() {}

  /** Answers until the input ends. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<Registry> registries =
          Arrays.stream(line.split(" ", -1)).map(EngineProcess::registry).toList();
      System.out.println(answer(registries.getFirst(), registries.subList(1, registries.size())));
    }
  }

  private static Registry registry(String address) {
    return Repository.parse(address + "/bench").registry();
  }

  private static String answer(Registry source, List<Registry> targets)
      throws InterruptedException {
    double cpu = cpuSeconds();
    long began = System.nanoTime();
    FirstFailure failure = new FirstFailure();
    BatchReport report;
    try (RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()))) {
      report =
          new BatchCopier(new StreamingCopyEngine(clients))
              .copy(BatchRequest.of(images(clients, source, targets)), failure);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return report.isComplete()
        ? String.format(Locale.ROOT, "%.3f %.3f", seconds, cpuSeconds() - cpu)
        : "failed: " + failure.text.or(() -> report.listingFailure().map(Failure::reason));
  }

  private static SelectedImages images(
      RegistryClients clients, Registry source, List<Registry> targets) {
    ImageSelection selection =
        new ImageSelection(source, Glob.parse("bench/**"), Optional.empty(), List.of(), List.of());
    Stream<Destination> destinations =
        targets.stream()
            .map(target -> from -> from.in(Repository.of(target, from.repository().path())));
    return new SelectedImages(clients, selection, destinations.toList());
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static final class FirstFailure implements BatchListener {
    private volatile Optional<String> text = Optional.empty();

    @Override
    public void onFailed(Reference source, Reference target, Failure failure, CopyReport report) {
      text = Optional.of(failure.reason().replace('\n', ' '));
    }
  }
}
