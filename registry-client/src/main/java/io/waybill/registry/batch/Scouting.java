package io.waybill.registry.batch;

import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.Side;
import io.waybill.schemas.names.Repository;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks a repository over once, before the first of several images is copied there: one list of
 * tags in place of a question for each tag and blob. For a single image that would be a request too
 * many. Safe for many threads.
 */
final class Scouting {
  private record Place(Repository repository, Side side) {}

  /** How many images go there, and the look at it. */
  private record Plan(AtomicInteger images, FutureTask<Boolean> survey) {}

  private final StreamingCopyEngine engine;
  private final Map<Place, Plan> plans = new ConcurrentHashMap<>();

  /** Looks by the engine, which keeps what it sees. */
  Scouting(StreamingCopyEngine engine) {
    this.engine = engine;
  }

  /** Such a copy is to come. */
  void expect(CopyRequest copy) {
    expect(targetOf(copy));
    if (copy.referrers()) {
      expect(sourceOf(copy));
    }
  }

  private void expect(Place place) {
    plans.computeIfAbsent(place, this::plan).images().incrementAndGet();
  }

  private Plan plan(Place place) {
    return new Plan(
        new AtomicInteger(),
        new FutureTask<>(() -> engine.survey(place.repository(), place.side()), true));
  }

  /** Returns when the places of the copy have been looked over, where that is worth it. */
  void prepare(CopyRequest copy) throws InterruptedException {
    await(targetOf(copy));
    if (copy.referrers()) {
      await(sourceOf(copy));
    }
  }

  private static Place targetOf(CopyRequest copy) {
    return new Place(copy.target().repository(), Side.TARGET);
  }

  /** A source is only looked over for signatures. */
  private static Place sourceOf(CopyRequest copy) {
    return new Place(copy.source().repository(), Side.SOURCE);
  }

  private void await(Place place) throws InterruptedException {
    Plan plan = plans.get(place);
    if (plan == null || plan.images().get() < 2) {
      return;
    }
    plan.survey().run();
    try {
      plan.survey().get();
    } catch (ExecutionException defect) {
      throw new IllegalStateException("A survey never fails", defect.getCause());
    }
  }
}
