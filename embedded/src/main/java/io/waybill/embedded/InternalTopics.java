package io.waybill.embedded;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics in which the broker keeps the state of groups. It makes them itself when the first
 * group needs them, and the first share group then waits for two seconds; made beforehand, with the
 * settings that the broker would give them, it waits for none.
 */
final class InternalTopics {
  private static final Logger LOG = LoggerFactory.getLogger(InternalTopics.class);
  private static final String SEGMENT_BYTES = Integer.toString(100 << 20);

  private InternalTopics() {}

  /** Makes the topics. That it fails costs time later, and nothing else. */
  static void create(String bootstrapServers) {
    NewTopic offsets =
        new NewTopic("__consumer_offsets", 1, (short) 1)
            .configs(
                Map.of(
                    "cleanup.policy",
                    "compact",
                    "compression.type",
                    "producer",
                    "segment.bytes",
                    SEGMENT_BYTES));
    NewTopic shareState =
        new NewTopic("__share_group_state", 1, (short) 1)
            .configs(
                Map.of(
                    "cleanup.policy", "delete",
                    "compression.type", "producer",
                    "segment.bytes", SEGMENT_BYTES,
                    "min.insync.replicas", "1",
                    "retention.ms", "-1"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(offsets, shareState)).all().get();
    } catch (ExecutionException e) {
      LOG.debug("The broker will make its internal topics itself", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
