package io.waybill.endtoend.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for the first worker that comes to a step of a copy, and kills it there. */
final class StepTrap implements AutoCloseable {
  private final ChaosLandscape landscape;
  private final List<CopyStep.Sighting> sightings;
  private final CountDownLatch sprung = new CountDownLatch(1);

  /** How many sightings of each worker there were in order; guarded by this. */
  private final Map<String, Integer> seen = new HashMap<>();

  /** On which connection each worker sent what was seen last; guarded by this. */
  private final Map<String, Object> asked = new HashMap<>();

  private StepTrap(ChaosLandscape landscape, CopyStep step) {
    this.landscape = landscape;
    this.sightings = step.sightings();
  }

  /** From now on. */
  static StepTrap set(ChaosLandscape landscape, CopyStep step) {
    StepTrap trap = new StepTrap(landscape, step);
    landscape
        .lines()
        .forEach(
            (name, line) -> {
              String worker = name.substring(0, name.indexOf('/'));
              String other = name.substring(name.indexOf('/') + 1);
              if (worker.startsWith("worker")) {
                line.watch(
                    (connection, toServer, piece) ->
                        trap.see(worker, other, connection, toServer, piece));
              }
            });
    return trap;
  }

  /** Returns when a worker was killed, or the time is over. */
  boolean await(Duration patience) throws InterruptedException {
    return sprung.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void see(
      String worker, String other, Object connection, boolean toOther, String piece) {
    int before = seen.getOrDefault(worker, 0);
    if (sprung.getCount() == 0 || before == sightings.size()) {
      return;
    }
    CopyStep.Sighting wanted = sightings.get(before);
    if (wanted.other().equals(other)
        && wanted.toOther() == toOther
        && (toOther || connection.equals(asked.get(worker)))
        && wanted.words().matcher(piece).find()) {
      asked.put(worker, connection);
      seen.put(worker, before + 1);
      if (before + 1 == sightings.size()) {
        landscape.role(worker).kill();
        sprung.countDown();
        // Not even what is under way may arrive: the piece that was seen is part of it.
        landscape.cutLinesOf(worker);
      }
    }
  }

  @Override
  public void close() {
    landscape.lines().values().forEach(line -> line.watch(null));
  }
}
