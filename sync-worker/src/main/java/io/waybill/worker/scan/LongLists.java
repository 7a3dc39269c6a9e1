package io.waybill.worker.scan;

import io.waybill.schemas.names.Repository;
import io.waybill.schemas.units.Deadline;
import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * Target repositories with more tags than one request tells: to list them for each few tags that
 * are compared would cost more than to ask for these. Forgotten after a while; safe for many
 * threads.
 */
final class LongLists {
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final int MOST = 10_000;

  private final LinkedHashMap<Repository, Deadline> known = new LinkedHashMap<>();

  synchronized boolean contains(Repository repository) {
    Deadline until = known.get(repository);
    return until != null && !until.isOver();
  }

  synchronized void add(Repository repository) {
    known.remove(repository);
    known.put(repository, Deadline.in(KEPT));
    if (known.size() > MOST) {
      known.pollFirstEntry();
    }
  }
}
