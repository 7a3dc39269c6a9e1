package io.waybill.chassis.kafka;

import io.waybill.chassis.http.Health;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Whether Kafka answers; for {@code /health/ready}. The admin client belongs to the caller. */
public final class KafkaHealth implements Health.Check {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Admin admin;

  /** A check that asks through this client. */
  public KafkaHealth(Admin admin) {
    this.admin = admin;
  }

  @Override
  public Health.Status check() throws InterruptedException {
    try {
      int nodes =
          admin
              .describeCluster(
                  new DescribeClusterOptions().timeoutMs(Math.toIntExact(TIMEOUT.toMillis())))
              .nodes()
              .get(TIMEOUT.toMillis() + 500, TimeUnit.MILLISECONDS)
              .size();
      return Health.Status.good("Kafka answers with " + nodes + (nodes == 1 ? " node" : " nodes"));
    } catch (ExecutionException failed) {
      return Health.Status.bad("Kafka cannot be reached: " + KafkaFailures.sentence(failed));
    } catch (TimeoutException late) {
      return Health.Status.bad("Kafka cannot be reached: it did not answer in time");
    }
  }
}
