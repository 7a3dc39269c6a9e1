package io.waybill.endtoend.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for the first worker that comes to a step of a copy, and breaks something there. */
final class StepTrap implements AutoCloseable {
  /** What it can break. A registry is the target. */
  static final List<Fault> FAULTS =
      List.of(
          Fault.WORKER_KILLED,
          Fault.WORKER_STOPPED,
          Fault.API_KILLED,
          Fault.BROKER_KILLED,
          Fault.DATABASE_KILLED,
          Fault.REGISTRY_KILLED);

  private static final String TARGET = "frankfurt";

  private final ChaosLandscape landscape;
  private final List<CopyStep.Sighting> sightings;
  private final Fault fault;
  private final Supplier<String> onAnswer;
  private final CountDownLatch sprung = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final CompletableFuture<String> answered = new CompletableFuture<>();

  /** How many sightings of each worker there were in order; guarded by this. */
  private final Map<String, Integer> seen = new HashMap<>();

  /** On which connection each worker sent what was seen last; guarded by this. */
  private final Map<String, Object> asked = new HashMap<>();

  /** Who came to the step; guarded by this. */
  private @Nullable String caught;

  /** Waits for the end of what was asked to end; guarded by this. */
  private Supplier<Optional<String>> end = Optional::empty;

  private StepTrap(
      ChaosLandscape landscape, CopyStep step, Fault fault, Supplier<String> onAnswer) {
    this.landscape = landscape;
    this.sightings = step.sightings();
    this.fault = fault;
    this.onAnswer = onAnswer;
  }

  /** From now on; one of {@link #FAULTS} comes at the step. */
  static StepTrap set(ChaosLandscape landscape, CopyStep step, Fault fault) {
    if (!FAULTS.contains(fault)) {
      throw new IllegalArgumentException("Nothing that a step can be broken by: " + fault);
    }
    return watching(new StepTrap(landscape, step, fault, () -> ""));
  }

  /**
   * From now on; the worker is frozen at the step, and what it was about to send arrives only when
   * it goes on.
   *
   * @param onAnswer asked when that was carried out, before the worker learns of it
   */
  static StepTrap freeze(ChaosLandscape landscape, CopyStep step, Supplier<String> onAnswer) {
    return watching(new StepTrap(landscape, step, Fault.WORKER_FROZEN, onAnswer));
  }

  private static StepTrap watching(StepTrap trap) {
    trap.landscape
        .lines()
        .forEach(
            (name, line) -> {
              String worker = name.substring(0, name.indexOf('/'));
              String other = name.substring(name.indexOf('/') + 1);
              if (worker.startsWith("worker")) {
                line.watch(
                    (connection, toServer, piece) ->
                        trap.look(worker, other, connection, toServer, piece));
              }
            });
    return trap;
  }

  /** Returns when a worker came to the step, or the time is over. */
  boolean await(Duration patience) throws InterruptedException {
    return sprung.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What was found when the piece of the frozen worker was answered. */
  CompletableFuture<String> answered() {
    return answered;
  }

  /**
   * Brings back whatever was broken.
   *
   * @return what did not end in good order though it was asked to
   */
  Optional<String> mend() {
    String worker;
    Supplier<Optional<String>> ending;
    synchronized (this) {
      if (caught == null) {
        return Optional.empty();
      }
      worker = caught;
      ending = end;
      caught = null;
    }
    Optional<String> complaint = ending.get();
    switch (fault) {
      case BROKER_KILLED -> landscape.broker().revive();
      case DATABASE_KILLED -> landscape.database().revive();
      case REGISTRY_KILLED -> landscape.registry(TARGET).revive();
      case WORKER_FROZEN -> landscape.role(worker).resume();
      default -> landscape.reviveAll();
    }
    released.countDown();
    return complaint;
  }

  private void look(String worker, String other, Object connection, boolean toOther, String piece) {
    switch (see(worker, other, connection, toOther, piece)) {
      case NOTHING -> {}
      case STEP -> awaitRelease();
      case ANSWER -> answered.complete(onAnswer.get());
    }
  }

  private enum Sight {
    NOTHING,
    STEP,
    ANSWER
  }

  private synchronized Sight see(
      String worker, String other, Object connection, boolean toOther, String piece) {
    if (sprung.getCount() == 0) {
      boolean answer = !toOther && connection.equals(asked.get(worker)) && other.equals(TARGET);
      return fault == Fault.WORKER_FROZEN && answer ? Sight.ANSWER : Sight.NOTHING;
    }
    int before = seen.getOrDefault(worker, 0);
    CopyStep.Sighting wanted = sightings.get(before);
    if (!wanted.other().equals(other)
        || wanted.toOther() != toOther
        || (!toOther && !connection.equals(asked.get(worker)))
        || !wanted.words().matcher(piece).find()) {
      return Sight.NOTHING;
    }
    asked.put(worker, connection);
    seen.put(worker, before + 1);
    if (before + 1 < sightings.size()) {
      return Sight.NOTHING;
    }
    caught = worker;
    strike(worker);
    return fault == Fault.WORKER_FROZEN ? Sight.STEP : Sight.NOTHING;
  }

  private synchronized void strike(String worker) {
    switch (fault) {
      case WORKER_KILLED -> landscape.role(worker).kill();
      case WORKER_STOPPED -> end = landscape.role(worker).ask();
      case WORKER_FROZEN -> landscape.role(worker).pause();
      case API_KILLED -> landscape.role("api").kill();
      case BROKER_KILLED -> landscape.broker().kill();
      case DATABASE_KILLED -> landscape.database().kill();
      case REGISTRY_KILLED -> landscape.registry(TARGET).kill();
      default -> throw new IllegalStateException("Nothing that comes at a step: " + fault);
    }
    sprung.countDown();
    if (fault == Fault.WORKER_KILLED) {
      // Not even what is under way may arrive: the piece that was seen is part of it.
      landscape.cutLinesOf(worker);
    }
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    landscape.lines().values().forEach(line -> line.watch(null));
    var _ = mend();
  }
}
