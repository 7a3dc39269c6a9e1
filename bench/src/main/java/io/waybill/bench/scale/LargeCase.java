package io.waybill.bench.scale;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.units.ByteRate;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Small images alone, beside the layers of a large one that curl takes to the same target at the
 * same speed, and behind the large one in the queue. What curl costs is the machine's; what the
 * last turn costs above that is Waybill's.
 */
final class LargeCase {
  /** The region of all of it. */
  static final String REGION = "small";

  private static final String LARGE = "large";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration HEAD_START = Duration.ofSeconds(2);

  /** One for each slot, each of another size, so that none has another's layers. */
  private static final int WARM_MIB = 200;

  private static final int WARM_STEP_MIB = 4;

  /** Where small tasks come one by one. */
  @FunctionalInterface
  interface Stream {
    /** Lets them come, and says how long each took. */
    Lap turn(String name) throws IOException, InterruptedException;
  }

  private final Landscape landscape;
  private final TaskQueue queue;
  private final Facts facts;
  private final Options options;
  private final List<String> layers;

  /** Pushes what is copied later: the large one, and so many to warm up with. */
  LargeCase(Landscape landscape, TaskQueue queue, Facts facts, Options options, int warmUps)
      throws IOException, InterruptedException {
    this.landscape = landscape;
    this.queue = queue;
    this.facts = facts;
    this.options = options;
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < warmUps; i++) {
        var _ = push(http, warm(i), WARM_MIB + i * WARM_STEP_MIB);
      }
      layers = push(http, LARGE, options.largeMib());
    }
  }

  private List<String> push(HttpClient http, String repository, int mebibytes)
      throws IOException, InterruptedException {
    return LargeImage.push(http, landscape.source().uri(), repository, "v1", mebibytes);
  }

  private static String warm(int number) {
    return "warm-" + number;
  }

  /** Copies large ones before anything is measured: until then each is in the compilers' way. */
  void warmUp(int tasks) throws InterruptedException {
    List<SyncTask> warming = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      warming.add(put(warm(i)));
    }
    await(warming);
  }

  /** The three turns. */
  List<Lap> measure(Stream small) throws IOException, InterruptedException {
    List<Lap> laps = new ArrayList<>();
    laps.add(small.turn("small images alone"));
    laps.add(besideCurl(small));
    SyncTask large = put(LARGE);
    Thread.sleep(HEAD_START);
    laps.add(small.turn("behind one of %,d MiB".formatted(options.largeMib())));
    say("the large image", facts.end(large).isEmpty());
    await(List.of(large));
    return laps;
  }

  private Lap besideCurl(Stream small) throws IOException, InterruptedException {
    try (PlainPipe pipe =
        PlainPipe.start(
            landscape.address(Landscape.SOURCE),
            landscape.address(REGION),
            LARGE,
            layers,
            options.largeMibPerSecond(),
            landscape.directory())) {
      Thread.sleep(HEAD_START);
      pipe.requireSound();
      Lap lap = small.turn("beside curl, which takes its layers there");
      say("curl", pipe.isUnderWay());
      pipe.await(PATIENCE);
      return lap;
    }
  }

  private static void say(String who, boolean stillThere) {
    System.err.println(
        stillThere
            ? who + " was under way all the time"
            : who + " was done before the last small one: take a larger image");
  }

  private SyncTask put(String repository) throws InterruptedException {
    return queue.putLarge(
        Repository.of(Registry.of(Landscape.SOURCE), repository).tag(Tag.of("v1")),
        REGION,
        ByteRate.parse(options.largeMibPerSecond() + "MiB/s"));
  }

  private void await(List<SyncTask> tasks) {
    if (!facts.await(tasks, PATIENCE)) {
      throw new IllegalStateException("A large image did not arrive");
    }
  }
}
