package io.waybill.bench.gateway;

import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.TopicsConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.wire.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes the records that the gateway writes, with the gateway's producer and nothing else, as fast
 * as that goes: {@code BROKER WARM-UP-SECONDS SECONDS}. Prints records a second.
 */
final class BareProducer {
  /** Records under way; more makes it no faster. */
  private static final int UNDER_WAY = 2_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private BareProducer() {}

  public static void main(String[] arguments) throws InterruptedException {
    KafkaConfig config = new KafkaConfig(Optional.of(arguments[0]), Map.of(), TopicsConfig.DEFAULT);
    Semaphore slots = new Semaphore(UNDER_WAY);
    LongAdder confirmed = new LongAdder();
    try (MessagePublisher publisher = new KafkaClients(config, "bench").publisher(TIMEOUT)) {
      write(publisher, slots, confirmed, Integer.parseInt(arguments[1]));
      long before = confirmed.sum();
      long start = System.nanoTime();
      write(publisher, slots, confirmed, Integer.parseInt(arguments[2]));
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.println((confirmed.sum() - before) / seconds);
    }
  }

  private static void write(
      MessagePublisher publisher, Semaphore slots, LongAdder confirmed, int seconds)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (int number = 0; System.nanoTime() < end; number++) {
      slots.acquire();
      var _ =
          publisher
              .publish(Topics.EVENTS, Notifications.record(number))
              .whenComplete(
                  (metadata, failure) -> {
                    slots.release();
                    if (failure == null) {
                      confirmed.increment();
                    }
                  });
    }
  }
}
