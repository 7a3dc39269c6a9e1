package io.waybill.bench.scale;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What was seen in one turn.
 *
 * @param name which turn it was
 * @param round of how many
 * @param workers processes
 * @param done tasks that succeeded within it
 * @param perSecond of them
 * @param millis from being queued to being done, of each, the shortest first
 * @param busy the share of the machine's cores that was in use, by whomever
 */
record Lap(
    String name,
    int round,
    int workers,
    int done,
    double perSecond,
    List<Long> millis,
    double busy) {

  Lap {
    millis = millis.stream().sorted().toList();
  }

  /** The time that this share of the tasks did not exceed (nearest rank). */
  long quantile(double share) {
    int rank = (int) Math.ceil(share * millis.size()) - 1;
    return millis.isEmpty() ? 0 : millis.get(Math.max(0, rank));
  }

  void write(ObjectNode into) {
    into.put("name", name);
    into.put("round", round);
    into.put("workers", workers);
    into.put("done", done);
    into.put("perSecond", perSecond);
    into.put("p50Millis", quantile(0.5));
    into.put("p95Millis", quantile(0.95));
    into.put("maxMillis", quantile(1));
    into.put("machineBusy", busy);
  }
}
