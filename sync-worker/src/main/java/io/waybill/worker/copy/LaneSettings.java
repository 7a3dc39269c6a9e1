package io.waybill.worker.copy;

import io.waybill.chassis.kafka.Groups;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.wire.Topics;

/**
 * A queue, and how a worker serves it.
 *
 * @param region whose
 * @param lane which of the two
 * @param slots tasks at a time, at most
 * @param deliveryLimit the delivery at which a task is given up; less than Kafka's own limit, so
 *     that we are there before it drops the record
 */
public record LaneSettings(Region region, Lane lane, int slots, int deliveryLimit) {
  /** The topic. */
  public String topic() {
    return Topics.tasks(region, lane);
  }

  /** The share group. */
  public String group() {
    return Groups.copiers(region, lane);
  }
}
