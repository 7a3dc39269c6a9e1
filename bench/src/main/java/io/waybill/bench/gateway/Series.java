package io.waybill.bench.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The turns of one case, round after round. */
final class Series {
  private final String name;
  private final List<Turn> turns = new ArrayList<>();

  Series(String name) {
    this.name = name;
  }

  /**
   * One turn.
   *
   * @param perSecond events a second
   * @param p50Millis the median latency; 0 where none is measured
   * @param p99Millis what one of a hundred exceeds
   * @param refused answers that were not 202
   * @param gatewayCpu microseconds of the gateway's CPU for an event
   * @param brokerCpu of the broker's
   * @param loadCpu of this process's
   */
  record Turn(
      double perSecond,
      double p50Millis,
      double p99Millis,
      int refused,
      double gatewayCpu,
      double brokerCpu,
      double loadCpu) {
    static Turn ofProducer(double perSecond) {
      return new Turn(perSecond, 0, 0, 0, 0, 0, 0);
    }

    static Turn of(Load.Result result, double[] before, double[] after) {
      double events = Math.max(1, result.latencies().count());
      return new Turn(
          result.perSecond(),
          result.latencies().quantileMillis(0.5),
          result.latencies().quantileMillis(0.99),
          result.refused(),
          1e6 * (after[0] - before[0]) / events,
          1e6 * (after[1] - before[1]) / events,
          1e6 * (after[2] - before[2]) / events);
    }
  }

  void add(Turn turn) {
    turns.add(turn);
  }

  /** The middle one of the values of all turns. */
  double median(ToDoubleFunction<Turn> value) {
    double[] sorted = turns.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** The table's row. */
  String row() {
    double[] rates = turns.stream().mapToDouble(Turn::perSecond).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %,.0f to %,.0f | %s | %s | %s | %s | %s | %d |",
        name,
        median(Turn::perSecond),
        rates[0],
        rates[rates.length - 1],
        measured("%.2f", Turn::p50Millis),
        measured("%.2f", Turn::p99Millis),
        measured("%.0f", Turn::gatewayCpu),
        measured("%.0f", Turn::brokerCpu),
        measured("%.0f", Turn::loadCpu),
        turns.stream().mapToInt(Turn::refused).sum());
  }

  /** The median; nothing where it was not measured. */
  private String measured(String format, ToDoubleFunction<Turn> value) {
    double median = median(value);
    return median == 0 ? "" : String.format(Locale.ROOT, format, median);
  }

  /** The table's head. CPU is microseconds of each process for an event. */
  static List<String> head() {
    return List.of(
        "| | events/s | min to max | p50 ms | p99 ms | CPU \u00b5s an event: gateway | broker |"
            + " load generator | not 202 |",
        "|---|---|---|---|---|---|---|---|---|");
  }

  void write(ObjectNode into) {
    into.put("case", name);
    ArrayNode all = into.putArray("turns");
    for (Turn turn : turns) {
      ObjectNode one = all.addObject();
      one.put("eventsPerSecond", turn.perSecond());
      one.put("p50Millis", turn.p50Millis());
      one.put("p99Millis", turn.p99Millis());
      one.put("refused", turn.refused());
      one.put("gatewayCpuMicros", turn.gatewayCpu());
      one.put("brokerCpuMicros", turn.brokerCpu());
      one.put("loadCpuMicros", turn.loadCpu());
    }
  }
}
