package io.waybill.gateway;

import io.waybill.chassis.http.Health;
import io.waybill.gateway.spool.Spool;
import io.waybill.schemas.units.ByteSize;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code /health/ready} says of Kafka and of the spool. A gateway that can keep deliveries is
 * ready while Kafka is away: a load balancer that took it out would make those deliveries fail that
 * it is there to save, and the others are answered 503 either way.
 */
final class Readiness {
  private final Preparation preparation;
  private final Health.Check kafka;
  private final Optional<Spool> spool;
  private final boolean isUsed;
  private final Clock clock;

  /**
   * What is looked at.
   *
   * @param isUsed whether a webhook has the spool; one that is only drained keeps nothing
   */
  Readiness(
      Preparation preparation,
      Health.Check kafka,
      Optional<Spool> spool,
      boolean isUsed,
      Clock clock) {
    this.preparation = preparation;
    this.kafka = kafka;
    this.spool = spool;
    this.isUsed = isUsed;
    this.clock = clock;
  }

  void register(Health health) {
    health.add("kafka", this::kafka);
    spool.ifPresent(kept -> health.add("spool", () -> Health.Status.good(sentence(kept))));
  }

  private Health.Status kafka() throws InterruptedException {
    Health.Status status = preparation.isDone() ? kafka.check() : preparation.status();
    boolean keeps = isUsed && spool.isPresent() && spool.get().trouble().isEmpty();
    return status.ok() || !keeps
        ? status
        : Health.Status.good(status.sentence() + ". Webhooks with a spool are kept on disk");
  }

  private String sentence(Spool kept) {
    String content =
        kept.isEmpty()
            ? "The spool is empty"
            : "The spool holds %d deliveries (%s of %s), the oldest for %d s"
                .formatted(
                    kept.entries(),
                    new ByteSize(kept.bytes()),
                    kept.maxSize(),
                    kept.oldest()
                        .map(since -> Duration.between(since, clock.instant()).toSeconds())
                        .orElse(0L));
    return kept.trouble().map(why -> content + "; " + why).orElse(content);
  }
}
