package io.waybill.bench.scale;

import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts tasks where the planner would: each one the first of its target. */
final class TaskQueue implements AutoCloseable {
  private static final Registry SOURCE = Registry.of(Landscape.SOURCE);

  private final MessagePublisher publisher;
  private int events;

  TaskQueue(KafkaClients clients) {
    publisher = clients.publisher();
  }

  /** Queues a copy of each of these small images into the region. */
  List<SyncTask> putSmall(String region, int first, int count) throws InterruptedException {
    List<SyncTask> tasks = new ArrayList<>();
    for (int number = first; number < first + count; number++) {
      tasks.add(task(SmallImages.name(SOURCE, number), region, null));
    }
    publisher.publishAndWait(
        topic(region), tasks.stream().map(Messages::of).toArray(Message[]::new));
    return tasks;
  }

  /** Queues a copy of one image that takes its time. */
  SyncTask putLarge(TagReference source, String region, ByteRate bandwidth)
      throws InterruptedException {
    SyncTask task = task(source, region, bandwidth);
    publisher.publishAndWait(topic(region), Messages.of(task));
    return task;
  }

  private static String topic(String region) {
    return Topics.tasks(Region.of(region), Lane.SWIFT);
  }

  private SyncTask task(TagReference source, String region, @Nullable ByteRate bandwidth) {
    Reference target =
        Repository.of(Registry.of(region), source.repository().path()).tag(source.tag());
    return new TaskDraft(
            EventId.hash("scale", region, "" + ++events), source, target, Instant.now())
        .region(Region.of(region))
        .lane(Lane.SWIFT)
        .referrers(true)
        .bandwidth(bandwidth)
        .build();
  }

  @Override
  public void close() {
    publisher.close();
  }
}
