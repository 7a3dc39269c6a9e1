package io.waybill.worker.circuit;

import io.waybill.chassis.config.CircuitConfig;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.worker.circuit.CircuitState.Closed;
import io.waybill.worker.circuit.CircuitState.HalfOpen;
import io.waybill.worker.circuit.CircuitState.Open;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit for each registry of a worker: whether it is used, or left alone because it kept
 * failing. Safe for many threads; what it knows is this process's own, so that one worker's broken
 * link stops no other worker.
 */
public final class Circuits {
  private static final Logger LOG = LoggerFactory.getLogger(Circuits.class);

  private static final class Circuit {
    private final Region region;
    private final ReturnTimes returns;
    private CircuitState state;
    private boolean looking;
    private long openings;

    Circuit(Region region, ReturnTimes returns, CircuitState state) {
      this.region = region;
      this.returns = returns;
      this.state = state;
    }
  }

  private final CircuitRules rules;

  /** For people and the API: what its circuits measure does not depend on it. */
  private final Clock wall;

  private final Clock clock;
  private final RandomGenerator random;

  /** The values are guarded by this. */
  private final Map<Registry, Circuit> circuits = new HashMap<>();

  /** How often roads may have opened or closed; guarded by this. */
  private long changes;

  /**
   * All are used.
   *
   * @param regions the configured registries, each with its region
   * @param longest the longest time that a task is put off for
   * @param wall the time of day
   * @param clock the time that passes, which nobody sets
   */
  public Circuits(
      CircuitConfig config,
      Map<Registry, Region> regions,
      Duration longest,
      Clock wall,
      Clock clock,
      RandomGenerator random) {
    this.rules = new CircuitRules(config);
    this.wall = wall;
    this.clock = clock;
    this.random = random;
    regions.forEach(
        (registry, region) ->
            circuits.put(
                registry,
                new Circuit(
                    region,
                    new ReturnTimes(config.probe().duration(), longest),
                    rules.begin(clock.instant()))));
  }

  /** Lets a task use its registries, or says why and until when not. */
  public synchronized Admission enter(String task, Reference source, Reference target) {
    Optional<PutOff> putOff = findPutOff(task, source, target);
    if (putOff.isPresent()) {
      return putOff.get();
    }
    for (Registry registry : registriesOf(source, target)) {
      Circuit circuit = circuits.get(registry);
      if (circuit != null && circuit.state instanceof HalfOpen half) {
        become(registry, circuit, rules.tried(half, task, clock.instant()));
      }
    }
    return new Pass(this, task, source, target);
  }

  /** Why a task cannot use its registries now, and until when. */
  synchronized Optional<PutOff> findPutOff(String task, Reference source, Reference target) {
    for (Reference end : List.of(source, target)) {
      Optional<PutOff> putOff = findPutOff(task, end.repository().registry(), " (of " + end + ")");
      if (putOff.isPresent()) {
        return putOff;
      }
    }
    return Optional.empty();
  }

  /** Why this registry is left alone, for whom, and until when; empty where it is used. */
  public synchronized Optional<PutOff> findPutOff(Registry registry) {
    return findPutOff("", registry, "");
  }

  private Optional<PutOff> findPutOff(String task, Registry registry, String remark) {
    Circuit circuit = circuits.get(registry);
    if (circuit == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    return switch (circuit.state) {
      case Closed closed -> Optional.empty();
      case HalfOpen half when half.isFree(now) || task.equals(half.trial()) -> Optional.empty();
      case HalfOpen half ->
          Optional.of(
              putOff(
                  registry + remark,
                  circuit,
                  half.since(),
                  "it answers again, and one task tries it now",
                  half.words()));
      case Open open ->
          Optional.of(
              putOff(
                  registry + remark,
                  circuit,
                  open.since(),
                  "it is left alone and looked at again at " + seconds(open.probeAt()),
                  open.words()));
    };
  }

  private PutOff putOff(
      String who, Circuit circuit, Instant since, String meanwhile, Failure words) {
    Instant at = circuit.returns.next(circuit.state, clock.instant(), random.nextDouble());
    return new PutOff(
        new Failure(
            FailureCode.REGISTRY_DOWN,
            "Waits for the registry %s: it has failed since %s; %s. Its last failure: %s"
                .formatted(who, seconds(since), meanwhile, words.reason()),
            words.registryError(),
            FailureCode.REGISTRY_DOWN.hint(),
            null),
        onTheWall(at));
  }

  synchronized void answered(Registry registry) {
    Circuit circuit = circuits.get(registry);
    if (circuit != null) {
      become(registry, circuit, rules.answered(circuit.state, clock.instant()));
    }
  }

  /**
   * A registry failed a task.
   *
   * @param took how long the try was
   * @param strike of when it began
   */
  synchronized void failed(
      Registry registry, Duration took, Function<Instant, CircuitRules.Strike> strike) {
    Circuit circuit = circuits.get(registry);
    if (circuit != null) {
      Instant now = clock.instant();
      become(
          registry,
          circuit,
          rules.failed(circuit.state, strike.apply(now.minus(took)), now, random.nextDouble()));
    }
  }

  synchronized void left(Registry registry, String task) {
    Circuit circuit = circuits.get(registry);
    if (circuit != null) {
      become(registry, circuit, rules.untried(circuit.state, task));
    }
  }

  /** The registries to look at now; each is told of with {@link #looked}. */
  synchronized List<Registry> dueLooks() {
    List<Registry> due = new ArrayList<>();
    Instant now = clock.instant();
    circuits.forEach(
        (registry, circuit) -> {
          if (!circuit.looking
              && circuit.state instanceof Open open
              && !now.isBefore(open.probeAt())) {
            circuit.looking = true;
            due.add(registry);
          }
        });
    return due;
  }

  /** What a look at a registry has shown; no failure = it is there. */
  synchronized void looked(Registry registry, Optional<Failure> failure) {
    Circuit circuit = circuits.get(registry);
    if (circuit == null) {
      return;
    }
    circuit.looking = false;
    Instant now = clock.instant();
    become(
        registry,
        circuit,
        failure.isEmpty()
            ? rules.seen(circuit.state, now)
            : rules.missed(circuit.state, failure.get(), now, random.nextDouble()));
  }

  /** Whether tasks of this region lead anywhere. */
  public synchronized Road road(Region region) {
    Instant now = clock.instant();
    boolean any = false;
    boolean trial = false;
    for (Circuit circuit : circuits.values()) {
      if (circuit.region.equals(region)) {
        any = true;
        if (circuit.state instanceof Closed) {
          return Road.OPEN;
        }
        trial |= circuit.state instanceof HalfOpen half && half.isFree(now);
      }
    }
    return !any ? Road.OPEN : trial ? Road.ONE_BY_ONE : Road.CLOSED;
  }

  /** Waits until some circuit is another, but not longer than this. */
  public synchronized void awaitChange(Duration most) throws InterruptedException {
    long seen = changes;
    long deadline = System.nanoTime() + most.toNanos();
    long left = most.toMillis();
    while (changes == seen && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
  }

  /** 0 = the registry is used, 1 = one task tries it, 2 = it is left alone. */
  public synchronized int level(Registry registry) {
    Circuit circuit = circuits.get(registry);
    return switch (circuit == null ? null : circuit.state) {
      case null -> 0;
      case Closed closed -> 0;
      case HalfOpen half -> 1;
      case Open open -> 2;
    };
  }

  /** How often the registry has begun to be left alone. */
  public synchronized long openings(Registry registry) {
    Circuit circuit = circuits.get(registry);
    return circuit == null ? 0 : circuit.openings;
  }

  private void become(Registry registry, Circuit circuit, CircuitState next) {
    CircuitState before = circuit.state;
    circuit.state = next;
    if (before.getClass().equals(next.getClass())) {
      if (before instanceof HalfOpen && !before.equals(next)) {
        changed();
      }
      return;
    }
    changed();
    switch (next) {
      case Open open when before instanceof Closed -> {
        circuit.openings++;
        LOG.warn(
            "Registry {} keeps failing and is left alone: tasks that need it wait. It is looked at"
                + " again at {}. Its last failure: {}",
            registry,
            seconds(open.probeAt()),
            open.words().reason());
      }
      case Open open ->
          LOG.info(
              "Registry {} answers, but failed a task again; it is looked at again at {}: {}",
              registry,
              seconds(open.probeAt()),
              open.words().reason());
      case HalfOpen half -> LOG.info("Registry {} answers again: one task tries it", registry);
      case Closed closed -> LOG.info("Registry {} is well again: its tasks go on", registry);
    }
  }

  private synchronized void changed() {
    changes++;
    notifyAll();
  }

  static Set<Registry> registriesOf(Reference source, Reference target) {
    Set<Registry> both = new LinkedHashSet<>();
    both.add(source.repository().registry());
    both.add(target.repository().registry());
    return both;
  }

  private Instant onTheWall(Instant at) {
    return wall.instant().plus(Duration.between(clock.instant(), at));
  }

  private Instant seconds(Instant at) {
    return onTheWall(at).truncatedTo(ChronoUnit.SECONDS);
  }
}
