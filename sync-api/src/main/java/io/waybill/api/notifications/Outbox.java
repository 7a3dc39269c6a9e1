package io.waybill.api.notifications;

import io.waybill.api.database.Sql;
import io.waybill.api.records.HistoryListener;
import io.waybill.api.records.TaskRecord;
import io.waybill.chassis.config.NotificationsConfig;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes down whom to tell what, in the transaction that makes history: what is recorded is told,
 * whatever dies afterwards. Facts that come again change no history, and so make no notification.
 */
public final class Outbox implements HistoryListener {
  private static final String ACTIVE =
      """
      SELECT id, spec FROM subscriptions
      WHERE disabled_at IS NULL AND (spec->>'enabled')::boolean ORDER BY id
      """;

  private static final String WAITING =
      """
      SELECT count(*) FROM (SELECT 1 FROM deliveries
        WHERE subscription_id = ? AND state = 'pending' LIMIT ?) waiting
      """;

  private static final String ADD =
      """
      INSERT INTO deliveries (id, subscription_id, task_id, lane, newest_only, event)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
      """;

  private static final String SKIP = "UPDATE subscriptions SET skipped = skipped + ? WHERE id = ?";

  /** What there is to tell of a task since a moment ago. */
  private record News(TaskRecord record, Set<Occasion> occasions) {}

  private record Subscriber(UUID id, SubscriptionSpec spec) {}

  private final NotificationsConfig config;
  private final RegistryHosts hosts;
  private final Clock clock;

  /** An outbox; hosts says what images are called outside. */
  public Outbox(NotificationsConfig config, RegistryHosts hosts, Clock clock) {
    this.config = config;
    this.hosts = hosts;
    this.clock = clock;
  }

  @Override
  public void changed(Connection connection, List<Change> changes) throws SQLException {
    List<News> news =
        changes.stream()
            .filter(change -> change.after().status().isFinal())
            .map(this::news)
            .flatMap(Optional::stream)
            .sorted(Comparator.comparing(each -> endOf(each.record())))
            .toList();
    if (news.isEmpty()) {
      return;
    }
    for (Subscriber subscriber : active(connection)) {
      List<News> wanted =
          news.stream()
              .filter(each -> subscriber.spec().wants(each.occasions(), each.record()))
              .toList();
      if (!wanted.isEmpty()) {
        add(connection, subscriber, wanted);
      }
    }
  }

  /**
   * Of what was over long ago nobody is told any more: history may be made again from the facts.
   */
  private Optional<News> news(Change change) {
    TaskRecord record = TaskRecord.of(change.after());
    Set<Occasion> occasions = EnumSet.noneOf(Occasion.class);
    occasions.addAll(Occasion.of(record));
    if (change.before() != null) {
      occasions.removeAll(Occasion.of(TaskRecord.of(change.before())));
    }
    Instant oldest = clock.instant().minus(config.retryFor().duration());
    return occasions.isEmpty() || endOf(record).isBefore(oldest)
        ? Optional.empty()
        : Optional.of(new News(record, occasions));
  }

  private static Instant endOf(TaskRecord record) {
    return Objects.requireNonNullElse(record.endedAt(), record.plannedAt());
  }

  private static List<Subscriber> active(Connection connection) throws SQLException {
    List<Subscriber> active = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(ACTIVE);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        active.add(
            new Subscriber(
                row.getObject("id", UUID.class), Sql.getJson(row, "spec", SubscriptionSpec.class)));
      }
    }
    return active;
  }

  private void add(Connection connection, Subscriber subscriber, List<News> wanted)
      throws SQLException {
    int room = Math.min(wanted.size(), room(connection, subscriber.id()));
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      for (News news : wanted.subList(0, room)) {
        TaskRecord record = news.record();
        boolean newestOnly = subscriber.spec().wantsNewestOnly();
        UUID id = idOf(subscriber.id(), record);
        insert.setObject(1, id);
        insert.setObject(2, subscriber.id());
        insert.setObject(3, record.taskId().value());
        insert.setString(4, newestOnly ? "" : record.target().text());
        insert.setBoolean(5, newestOnly);
        insert.setString(6, event(id, subscriber.spec().name(), record));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    if (room < wanted.size()) {
      try (PreparedStatement skip = connection.prepareStatement(SKIP)) {
        skip.setInt(1, wanted.size() - room);
        skip.setObject(2, subscriber.id());
        skip.executeUpdate();
      }
    }
  }

  private int room(Connection connection, UUID subscription) throws SQLException {
    try (PreparedStatement count = connection.prepareStatement(WAITING)) {
      count.setObject(1, subscription);
      count.setInt(2, config.maxPending());
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return config.maxPending() - row.getInt(1);
      }
    }
  }

  /** A task that failed and then succeeded after all has two ends to tell of, and no more. */
  private static UUID idOf(UUID subscription, TaskRecord record) {
    String name =
        "notification\n%s\n%s\n%s"
            .formatted(subscription, record.taskId(), Sql.name(record.status()));
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private String event(UUID id, String subscription, TaskRecord record) {
    return NotificationEvent.of(
            id.toString(),
            NotificationEvent.TASK_DONE,
            record.target().text(),
            endOf(record),
            TaskNotice.of(subscription, record, image(record)))
        .json();
  }

  private @Nullable String image(TaskRecord record) {
    Digest digest = record.digestAfter();
    if (record.status() != TaskStatus.SUCCEEDED || digest == null) {
      return null;
    }
    return hosts
        .find(record.target().repository().registry())
        .map(host -> host + "/" + record.target().repository().path() + "@" + digest)
        .orElse(null);
  }
}
