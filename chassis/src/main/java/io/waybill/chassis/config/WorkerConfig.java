package io.waybill.chassis.config;

import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;
import java.util.List;

/**
 * A worker.
 *
 * @param regions the regions that it serves, or {@code *} for all
 * @param concurrency tasks at a time
 * @param bulkConcurrency long tasks at a time, besides the others
 * @param bulkThreshold the bytes to move from which on a task is a long one
 * @param graceTime how long running tasks may go on when the worker is told to stop
 * @param host the address on which health and metrics are served
 * @param port the port on which health and metrics are served; 0 = any free one
 * @param retry how failed attempts are repeated
 * @param circuit when a registry that keeps failing is left alone
 */
public record WorkerConfig(
    @Key("The regions that it serves; `*` is every region that a configured registry stands in.")
        List<String> regions,
    @Key("Tasks that it works on at the same time.") int concurrency,
    @Key("Long tasks that it works on at the same time, besides the others.") int bulkConcurrency,
    @Key("A task that has to move this many bytes or more is a long one.") ByteSize bulkThreshold,
    @Key("How long running tasks may go on when the worker is told to stop.") TimeSpan graceTime,
    @Key("The address on which it serves health and metrics.") String host,
    @Key("The port on which it serves health and metrics; `0` is any free one.") int port,
    @Key("How an attempt that failed for a passing reason is repeated.") RetryConfig retry,
    @Key("When a registry that keeps failing is left alone, and how it is looked at meanwhile.")
        CircuitConfig circuit) {
  /** Stands for every region. */
  public static final String ALL_REGIONS = "*";

  /** What holds when nothing is configured. */
  public static final WorkerConfig DEFAULT =
      new WorkerConfig(
          List.of(ALL_REGIONS),
          16,
          2,
          ByteSize.ofMiB(512),
          TimeSpan.ofSeconds(30),
          "127.0.0.1",
          8082,
          RetryConfig.DEFAULT,
          CircuitConfig.DEFAULT);

  /** Checks the regions and the ranges. */
  public WorkerConfig {
    regions = List.copyOf(regions);
    Checks checks =
        new Checks()
            .require(
                !regions.isEmpty(), "regions", "is empty: name the regions, or * for all of them")
            .require(
                !regions.contains(ALL_REGIONS) || regions.size() == 1,
                "regions",
                "has * beside other regions: * alone is every region");
    for (String region : regions) {
      String complaint = complaintOf(region);
      checks.require(complaint.isEmpty(), "regions", complaint);
    }
    checks
        .range("concurrency", concurrency, 1, 1_000)
        .range("bulkConcurrency", bulkConcurrency, 1, 1_000)
        .range("bulkThreshold", bulkThreshold, ByteSize.ofMiB(1), ByteSize.ofMiB(1L << 30))
        .range("graceTime", graceTime, Duration.ZERO, Duration.ofHours(1))
        .notBlank("host", host)
        .port(port)
        .done();
  }

  /** A worker that leaves registries alone as usual. */
  public WorkerConfig(
      List<String> regions,
      int concurrency,
      int bulkConcurrency,
      ByteSize bulkThreshold,
      TimeSpan graceTime,
      String host,
      int port,
      RetryConfig retry) {
    this(
        regions,
        concurrency,
        bulkConcurrency,
        bulkThreshold,
        graceTime,
        host,
        port,
        retry,
        CircuitConfig.DEFAULT);
  }

  /** The same that leaves registries alone in another way. */
  public WorkerConfig withCircuit(CircuitConfig other) {
    return new WorkerConfig(
        regions, concurrency, bulkConcurrency, bulkThreshold, graceTime, host, port, retry, other);
  }

  /** Whether it serves the region. */
  public boolean serves(Region region) {
    return regions.contains(ALL_REGIONS) || regions.contains(region.name());
  }

  private static String complaintOf(String region) {
    if (region.equals(ALL_REGIONS)) {
      return "";
    }
    try {
      return Region.of(region).name().equals(region) ? "" : "is not a region";
    } catch (InvalidNameException invalid) {
      return "cannot be used: " + invalid.getMessage();
    }
  }
}
