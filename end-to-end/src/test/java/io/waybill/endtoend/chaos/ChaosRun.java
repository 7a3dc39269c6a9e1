package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.endtoend.chaos.ChaosPlan.Delivery;
import io.waybill.endtoend.chaos.ChaosPlan.Push;
import io.waybill.endtoend.chaos.ChaosPlan.Strike;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Carries a plan out on a landscape, and has a judge look at what became of it. */
final class ChaosRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final long made = System.nanoTime();
  private final ChaosPlan plan;
  private final ChaosLandscape landscape;
  private final String prefix;
  private final SampleImages images;
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final Sender sender;
  private final FaultInjector injector;
  private final TargetWatch watch;
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  /**
   * A run of its own among those of a landscape.
   *
   * @param kind begins the names of its rules and repositories, before the seed
   */
  ChaosRun(String kind, ChaosPlan plan, ChaosLandscape landscape) {
    this.plan = plan;
    this.landscape = landscape;
    this.prefix = kind + plan.seed();
    this.images = new SampleImages(plan.seed());
    this.sender = new Sender(landscape);
    this.injector = new FaultInjector(landscape, new LockTime(landscape.broker().address()));
    this.watch = new TargetWatch(landscape, prefix + "/once/");
  }

  /** Breaks things for as long as the plan says, and judges. */
  void play() throws InterruptedException, ExecutionException {
    play(() -> {});
  }

  /**
   * The same.
   *
   * @param calm is told once nothing breaks any more
   */
  void play(Runnable calm) throws InterruptedException, ExecutionException {
    makeRule("both", "\"frankfurt\", \"virginia\"", "always");
    makeRule("once", "\"frankfurt\"", "never");
    try (Lookout _ = watch.watch()) {
      breakThings();
      say("nothing breaks any more");
      calm.run();
      landscape.mendAll();
      say("every role is ready");
      sender.awaitAll(PATIENCE);
      say("every event is accepted");
      awaitShortQueues();
      say("nothing stands in the queues any more");
      virginiaIsAwayAndFrankfurtGoesOn();
      sender.awaitAll(PATIENCE);
      new Judge(landscape, clients, prefix, List.copyOf(events), sender.accepted(), Judge.PATIENCE)
          .judge();
      say("judged");
    } finally {
      sender.giveUp();
    }
    assertThat(watch.violations()).as("NoBrokenImage, PolicyHolds: seen at the targets").isEmpty();
    assertThat(watch.imagesSeen()).as("images that a reader of the targets looked at").isPositive();
    assertThat(injector.complaints()).isEmpty();
    assertThat(injector.carriedOut())
        .as("kinds of faults that came")
        .containsExactlyInAnyOrderElementsOf(plan.kinds());
  }

  private void say(String what) {
    System.out.printf("%6d ms: %s%n", (System.nanoTime() - made) / 1_000_000, what);
  }

  private void makeRule(String name, String targets, String overwrite) {
    landscape.makeRule(
        """
        { "name": "%s-%s",
          "source": { "registry": "shanghai", "repositories": "%s/%s/**" },
          "targets": [ %s ],
          "overwrite": "%s" }
        """
            .formatted(prefix, name, prefix, name, targetsOf(targets), overwrite));
  }

  private static String targetsOf(String names) {
    return List.of(names.split(", ")).stream()
        .map("{ \"registry\": %s, \"repository\": \"mirror/{repository}\" }"::formatted)
        .collect(Collectors.joining(", "));
  }

  /** One thread for each repository, so that what is newest is known, and two that break things. */
  private void breakThings() throws InterruptedException, ExecutionException {
    long beginning = System.nanoTime();
    List<Callable<Void>> threads = new ArrayList<>();
    Map<String, List<Push>> byRepository =
        plan.pushes().stream().collect(Collectors.groupingBy(Push::repository));
    for (List<Push> pushes : byRepository.values()) {
      threads.add(
          () -> {
            for (int i = 0; i < pushes.size(); i++) {
              sleepUntil(beginning, pushes.get(i).at());
              push(pushes.get(i), i);
            }
            return null;
          });
    }
    threads.add(() -> strike(beginning, Fault.OF_PROCESSES));
    threads.add(() -> strike(beginning, Fault.OF_LINES));
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> each : executor.invokeAll(threads)) {
        each.get();
      }
    }
  }

  private Void strike(long beginning, List<Fault> kinds) throws InterruptedException {
    long end = beginning + plan.length().toNanos();
    for (Strike strike : plan.strikes()) {
      // On a busy machine each takes longer than was planned. What is too late for the run is left,
      // but never all of a kind.
      boolean due = System.nanoTime() < end || !injector.carriedOut().contains(strike.fault());
      if (kinds.contains(strike.fault()) && due) {
        sleepUntil(beginning, strike.at());
        injector.carryOut(strike);
      }
    }
    return null;
  }

  private static void sleepUntil(long beginning, Duration at) throws InterruptedException {
    long nanos = beginning + at.toNanos() - System.nanoTime();
    Thread.sleep(Duration.ofNanos(Math.max(0, nanos)));
  }

  /** Pushes until the registry has taken it, and begins to tell of it. */
  private Event push(Push push, int number) throws InterruptedException {
    String repository = prefix + "/" + push.repository();
    var image = images.get(push.repository(), push.image());
    TagReference reference =
        (TagReference)
            Reference.parse(
                landscape.registry("shanghai").address() + "/" + repository + ":" + push.tag());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        image.push(clients, reference);
        break;
      } catch (RegistryException away) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("Could not push " + reference, away);
        }
        Thread.sleep(PAUSE);
      }
    }
    Event event =
        new Event(
            prefix + "-" + push.repository().replace('/', '-') + "-" + number,
            repository,
            push.tag(),
            image.digest().toString(),
            push.delivery(),
            push.spooled());
    events.add(event);
    watch.expect(event);
    sender.tell(event);
    return event;
  }

  /** What a long run has left to do would be what the next push waits for. */
  private void awaitShortQueues() {
    await("NothingAcceptedIsLost: events to be planned, and tasks to be taken")
        .atMost(Judge.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> landscape.waiting() == 0);
  }

  /** Isolation: that one region does not answer keeps nobody from another. */
  private void virginiaIsAwayAndFrankfurtGoesOn() throws InterruptedException {
    List<FaultProxy> lines = landscape.linesTo("virginia");
    lines.forEach(line -> line.strike(new LineFault.Silent(true)));
    try {
      Event event =
          push(new Push(Duration.ZERO, "both/isolated", "v1", 0, Delivery.ONCE, false), 0);
      await("Isolation: " + event.name() + " in frankfurt while virginia does not answer")
          .atMost(PATIENCE)
          .until(() -> event.digest().equals(watch.digestIn("frankfurt", event)));
      assertThat(watch.digestIn("virginia", event)).as("virginia is away").isEmpty();
    } finally {
      lines.forEach(FaultProxy::mend);
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
