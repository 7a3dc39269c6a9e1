package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link WorkerConfig}: defaults, every key, each refusal. */
final class WorkerConfigTest {
  @Test
  void everyKeyIsMapped() throws Exception {
    WorkerConfig worker =
        ConfigLoader.parse(
                """
                worker:
                  regions: [eu, us]
                  concurrency: 3
                  bulkConcurrency: 4
                  bulkThreshold: 1GiB
                  graceTime: 5s
                  host: 0.0.0.0
                  port: 0
                  retry: { attempts: 2, first: 10ms, longest: 20ms, inSlot: 0s }
                  circuit: { failures: 3, probe: 1s, longestProbe: 2s }
                """,
                Map.of())
            .worker();

    assertThat(worker)
        .isEqualTo(
            new WorkerConfig(
                List.of("eu", "us"),
                3,
                4,
                ByteSize.parse("1GiB"),
                TimeSpan.parse("5s"),
                "0.0.0.0",
                0,
                new RetryConfig(
                    2, TimeSpan.parse("10ms"), TimeSpan.parse("20ms"), TimeSpan.parse("0s")),
                new CircuitConfig(3, TimeSpan.parse("1s"), TimeSpan.parse("2s"))));
    assertThat(worker.serves(Region.of("eu"))).isTrue();
    assertThat(worker.serves(Region.of("asia"))).isFalse();
    assertThat(WorkerConfig.DEFAULT.serves(Region.of("asia"))).isTrue();
  }

  @Test
  void regionsMayComeFromTheEnvironment() throws Exception {
    assertThat(
            ConfigLoader.parse("", Map.of("WAYBILL_WORKER_REGIONS", "eu, us")).worker().regions())
        .containsExactly("eu", "us");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(problemsOf("worker: { regions: [] }")).hasSize(1);
    assertThat(problemsOf("worker: { regions: eu }"))
        .containsExactly("worker.regions must be a list, such as [a, b]");
    assertThat(problemsOf("worker: { regions: ['*', eu] }")).hasSize(1);
    assertThat(problemsOf("worker: { regions: ['E U'] }"))
        .singleElement()
        .asString()
        .contains("\"E U\" is not a region");
    assertThat(problemsOf("worker: { concurrency: many, graceTime: 5, bulkThreshold: big }"))
        .hasSize(3)
        .contains("worker.concurrency must be a whole number, but is \"many\"");
    assertThat(
            problemsOf(
                "worker: { concurrency: 0, bulkConcurrency: 0, bulkThreshold: 1B, graceTime: 2h,"
                    + " port: 70000 }"))
        .hasSize(5);
    assertThat(
            problemsOf("worker: { retry: { attempts: 0, first: 0s, longest: 30d, inSlot: 1h } }"))
        .hasSize(4);
    assertThat(problemsOf("worker: { circuit: { failures: 0, probe: 2m, longestProbe: 1m } }"))
        .hasSize(2);
  }
}
