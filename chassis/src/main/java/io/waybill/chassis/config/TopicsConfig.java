package io.waybill.chassis.config;

/**
 * How the topics are made that are not there yet; existing ones stay as they are.
 *
 * @param partitions partitions of each topic but the task queues, which have one
 * @param replicationFactor copies of each partition, or -1 for the broker's default
 */
public record TopicsConfig(
    @Key(
            "Partitions of each topic that is made, but for the task queues, which have one each."
                + " Topics that exist stay as they are.")
        int partitions,
    @Key("Copies of each partition of a topic that is made; `-1` leaves it to the broker.")
        int replicationFactor) {
  /** What holds when nothing is configured. */
  public static final TopicsConfig DEFAULT = new TopicsConfig(6, -1);

  /** Checks the ranges. */
  public TopicsConfig {
    new Checks()
        .range("partitions", partitions, 1, 1_000)
        .require(
            replicationFactor == -1 || (replicationFactor >= 1 && replicationFactor <= 15),
            "replicationFactor",
            "must be between 1 and 15, or -1 for the broker's default, but is " + replicationFactor)
        .done();
  }
}
