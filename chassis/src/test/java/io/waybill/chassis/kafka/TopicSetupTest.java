package io.waybill.chassis.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class TopicSetupTest {
  /** The controller's own words, of Kafka 4.3. */
  private static final String FENCED =
      "Unable to replicate the partition 1 time(s): All brokers are currently fenced, or have all"
          + " their log directories cordoned.";

  private static final String TOO_FEW =
      "Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot be"
          + " reached because only 1 broker(s) are registered.";

  @Test
  void whatPassesByItselfIsAskedForAgain() {
    assertThat(TopicSetup.isPassing(new InvalidReplicationFactorException(FENCED))).isTrue();
    assertThat(TopicSetup.isPassing(new TimeoutException("30000 ms"))).isTrue();
    assertThat(TopicSetup.isPassing(new ExecutionException(new TimeoutException("again"))))
        .isTrue();
  }

  @Test
  void whatSomebodyHasToChangeIsSaidAtOnce() {
    assertThat(TopicSetup.isPassing(new InvalidReplicationFactorException(TOO_FEW))).isFalse();
    assertThat(TopicSetup.isPassing(new TopicAuthorizationException("no"))).isFalse();
    assertThat(TopicSetup.isPassing(null)).isFalse();
  }
}
