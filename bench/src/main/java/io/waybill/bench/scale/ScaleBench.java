package io.waybill.bench.scale;

import io.waybill.bench.Directories;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Whether a queue ends sooner with more workers, and who waits for whom. Registries are at a
 * distance and images are small, so that a task is waiting for answers and not the CPU.
 */
public final class ScaleBench {
  /** How it is typed. */
  public static final String USAGE = Options.USAGE;

  /** Where tasks come one by one: so many workers, each with so many slots. */
  private static final int WORKERS = 2;

  private static final int SLOTS = 2;

  /** As often as tasks come one by one in a case, at most. */
  private static final int LAPS = 3;

  private final Path launcher;
  private final Map<ScaleCase, List<Lap>> laps = new EnumMap<>(ScaleCase.class);

  /** A benchmark of this Waybill. */
  public ScaleBench(Path launcher) {
    this.launcher = launcher;
  }

  /**
   * Measures, prints tables, and writes them to {@code bench/target/scale.md}; every turn is in
   * {@code scale.json} beside it.
   *
   * @throws IllegalArgumentException where the words make no sense; the message is for who typed
   *     them
   */
  public void run(List<String> words) throws IOException, InterruptedException, ExecutionException {
    Options options = Options.parse(words);
    for (int round = 1; round <= options.rounds(); round++) {
      for (ScaleCase each : options.cases()) {
        System.err.println(each.text() + ", round " + round + " of " + options.rounds());
        Path directory = Files.createTempDirectory("waybill-bench");
        try {
          laps.computeIfAbsent(each, key -> new ArrayList<>())
              .addAll(measure(each, options, directory, round));
        } finally {
          Directories.delete(directory);
        }
      }
    }
    new Report(("bench/run scale " + String.join(" ", words)).strip(), laps).publish();
  }

  private List<Lap> measure(ScaleCase what, Options options, Path directory, int round)
      throws IOException, InterruptedException, ExecutionException {
    List<String> regions =
        switch (what) {
          case WORKERS -> options.workers().stream().map(count -> "w" + count).toList();
          case LARGE -> List.of(LargeCase.REGION);
          case ROLLING -> List.of("small");
          case DEAD -> List.of("alive", "well");
        };
    try (Landscape landscape = Landscape.start(directory, options.roundTrip(), regions);
        TaskQueue queue = new TaskQueue(landscape.kafka());
        Facts facts = Facts.follow(landscape.kafka())) {
      int tasks = what == ScaleCase.WORKERS ? options.tasks() : LAPS * streamed(options);
      int warmUps =
          options.warmUps()
              * options.slots()
              * options.workers().stream().max(Integer::compare).orElse(1);
      push(landscape, tasks + Math.max(warmUps, options.warmUps() * WORKERS * SLOTS));
      Turns turns = new Turns(queue, facts, round);
      return switch (what) {
        case WORKERS -> workers(landscape, turns, options);
        case LARGE -> large(landscape, turns, queue, facts, options);
        case DEAD -> dead(landscape, turns, options);
        case ROLLING -> rolling(landscape, turns, options);
      };
    }
  }

  private static int streamed(Options options) {
    return (int) Math.ceil(options.perSecond() * options.turn().toSeconds());
  }

  private static void push(Landscape landscape, int count)
      throws InterruptedException, ExecutionException {
    try (RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()))) {
      SmallImages.push(clients, Registry.of(landscape.source().address()), count);
    }
  }

  /** Each number of workers has a region of its own, with a registry that has nothing. */
  private List<Lap> workers(Landscape landscape, Turns turns, Options options)
      throws IOException, InterruptedException {
    List<Lap> all = new ArrayList<>();
    for (int count : options.workers()) {
      String region = "w" + count;
      try (Workers workers =
          Workers.start(launcher, landscape, count, options.slots(), List.of(region))) {
        turns.startOver();
        turns.warmUp(region, options.warmUps() * options.slots() * count);
        all.add(turns.drain(count + " workers", region, workers, options.tasks(), options.turn()));
        System.err.println(count + " workers: " + all.getLast().perSecond() + " tasks a second");
      }
    }
    return all;
  }

  private List<Lap> large(
      Landscape landscape, Turns turns, TaskQueue queue, Facts facts, Options options)
      throws IOException, InterruptedException {
    String region = LargeCase.REGION;
    LargeCase large = new LargeCase(landscape, queue, facts, options, WORKERS * SLOTS);
    try (Workers workers = Workers.start(launcher, landscape, WORKERS, SLOTS, List.of(region))) {
      turns.warmUp(region, options.warmUps() * WORKERS * SLOTS);
      large.warmUp(WORKERS * SLOTS);
      return large.measure(name -> stream(name, turns, region, List.of(), workers, options));
    }
  }

  private List<Lap> dead(Landscape landscape, Turns turns, Options options)
      throws IOException, InterruptedException {
    try (Workers workers =
        Workers.start(
            launcher, landscape, WORKERS, SLOTS, List.of("alive", "well", Landscape.DEAD))) {
      turns.warmUp("alive", options.warmUps() * WORKERS * SLOTS);
      List<Lap> all = new ArrayList<>();
      all.add(stream("one region alone", turns, "alive", List.of(), workers, options));
      all.add(
          stream(
              "beside a region that answers", turns, "alive", List.of("well"), workers, options));
      all.add(
          stream(
              "beside a dead region", turns, "alive", List.of(Landscape.DEAD), workers, options));
      return all;
    }
  }

  private List<Lap> rolling(Landscape landscape, Turns turns, Options options)
      throws IOException, InterruptedException {
    try (Workers workers = Workers.start(launcher, landscape, WORKERS, SLOTS, List.of("small"))) {
      turns.warmUp("small", options.warmUps() * WORKERS * SLOTS);
      List<Lap> all = new ArrayList<>();
      all.add(stream("nobody is restarted", turns, "small", List.of(), workers, options));
      FutureTask<Void> restarts = new FutureTask<>(workers::restartEach);
      Thread restarting = Thread.ofVirtual().name("restarts").start(restarts);
      try {
        all.add(stream("all workers are restarted", turns, "small", List.of(), workers, options));
        if (!restarts.isDone()) {
          throw new IllegalStateException(
              "The restarts took longer than the tasks: give more --seconds");
        }
        restarts.get();
        return all;
      } finally {
        restarts.cancel(true);
        restarting.join();
      }
    } catch (ExecutionException broken) {
      throw new IllegalStateException("A worker could not be restarted", broken.getCause());
    }
  }

  private static Lap stream(
      String name,
      Turns turns,
      String region,
      List<String> beside,
      Workers workers,
      Options options)
      throws IOException, InterruptedException {
    return turns.stream(name, region, beside, workers, options.perSecond(), options.turn());
  }
}
