package io.waybill.api.letters;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.records.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table dead_letters. */
public final class LetterStore {
  /** What is larger is kept without its body, which is on the topic as long as that is kept. */
  static final int MOST_BYTES = 1 << 20;

  private static final String RECORD =
      """
      INSERT INTO dead_letters
          (id, origin, topic, webhook, reason, headers, body, size, set_aside_at)
      VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String SHOWN =
      "id, origin, topic, webhook, reason, headers, size, set_aside_at, replays, replayed_at,"
          + " replayed_by, settled_at, settled_by, body IS NOT NULL AS is_kept";

  /** A place in the order of all letters: when one was set aside, and which. */
  public record Position(Instant setAsideAt, LetterId id) {}

  private final Database database;
  private final Destinations destinations;

  /**
   * Over this database.
   *
   * @param destinations say what can be put back
   */
  public LetterStore(Database database, Destinations destinations) {
    this.database = database;
    this.destinations = destinations;
  }

  void record(Collection<DeadLetter> letters) {
    database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(RECORD)) {
            for (DeadLetter letter : letters) {
              Origin origin = Origin.parse(letter.origin());
              byte[] bytes = letter.bytes();
              insert.setObject(1, letter.id());
              insert.setString(2, storable(letter.origin()));
              insert.setString(3, origin.topic());
              insert.setString(4, origin.webhook() == null ? null : storable(origin.webhook()));
              insert.setString(5, storable(letter.reason()));
              insert.setString(6, Sql.json(HarmlessHeaders.of(letter.headers())));
              insert.setBytes(7, bytes.length > MOST_BYTES ? null : bytes);
              insert.setLong(8, bytes.length);
              insert.setObject(9, Sql.time(letter.at()));
              insert.addBatch();
            }
            return insert.executeBatch().length;
          }
        });
  }

  /** PostgreSQL has no text with a NUL in it. */
  private static String storable(String text) {
    return text.replace('\0', '\ufffd');
  }

  /** The letters that the filter describes, the newest first, from a place on; without bodies. */
  public List<Letter> list(LetterFilter filter, Optional<Position> after, int limit) {
    LetterQuery query = LetterQuery.of(filter);
    after.ifPresent(
        place ->
            query.add(
                "(set_aside_at, id) < (?, ?)", Sql.time(place.setAsideAt()), place.id().value()));
    String sql =
        "SELECT "
            + SHOWN
            + " FROM dead_letters"
            + query.where()
            + " ORDER BY set_aside_at DESC, id DESC LIMIT "
            + limit;
    return database.transaction(connection -> read(connection, sql, query));
  }

  /** Those that can be put back, the oldest first; without bodies. */
  List<Letter> oldestReplayable(LetterFilter filter, int limit) {
    LetterQuery query = LetterQuery.of(filter);
    query.add(
        "body IS NOT NULL AND topic = ANY (string_to_array(?, ','))",
        String.join(",", destinations.topics()));
    String sql =
        "SELECT "
            + SHOWN
            + " FROM dead_letters"
            + query.where()
            + " ORDER BY set_aside_at, id LIMIT "
            + limit;
    return database.transaction(connection -> read(connection, sql, query));
  }

  private List<Letter> read(Connection connection, String sql, LetterQuery query)
      throws SQLException {
    List<Letter> letters = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      query.bind(select);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          letters.add(read(row, row.getBoolean("is_kept"), null));
        }
      }
    }
    return letters;
  }

  /** How many letters stood where. */
  record Group(@Nullable String topic, @Nullable String webhook, boolean isKept, long count) {}

  /** The letters that the filter describes, by where they stood. */
  List<Group> groups(LetterFilter filter) {
    LetterQuery query = LetterQuery.of(filter);
    String sql =
        "SELECT topic, webhook, body IS NOT NULL, count(*) FROM dead_letters"
            + query.where()
            + " GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2";
    return database.transaction(
        connection -> {
          List<Group> groups = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            query.bind(select);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                groups.add(
                    new Group(
                        row.getString(1), row.getString(2), row.getBoolean(3), row.getLong(4)));
              }
            }
          }
          return groups;
        });
  }

  /** How many letters the filter describes. */
  public long count(LetterFilter filter) {
    return groups(filter).stream().mapToLong(Group::count).sum();
  }

  /** Why the letters of a group cannot be put back; empty where they can. */
  Optional<String> obstacle(Group group) {
    return destinations.obstacle("ID", group.topic(), group.webhook(), group.isKept());
  }

  /** One letter with its body. */
  public Optional<Letter> find(LetterId id) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT * FROM dead_letters WHERE id = ?")) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
              if (!row.next()) {
                return Optional.empty();
              }
              byte[] bytes = row.getBytes("body");
              return Optional.of(read(row, bytes != null, bytes));
            }
          }
        });
  }

  /** Notes that a letter was put back. */
  void replayed(LetterId id, Instant at, String by) {
    touch(
        "UPDATE dead_letters SET replays = replays + 1, replayed_at = ?, replayed_by = ?"
            + " WHERE id = ?",
        id,
        at,
        by);
  }

  /** Notes that somebody wants nothing more of a letter; who said it first is remembered. */
  public void settle(LetterId id, Instant at, String by) {
    touch(
        "UPDATE dead_letters SET settled_at = ?, settled_by = ?"
            + " WHERE id = ? AND settled_at IS NULL",
        id,
        at,
        by);
  }

  private void touch(String sql, LetterId id, Instant at, String by) {
    database.transaction(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, Sql.time(at), Types.TIMESTAMP_WITH_TIMEZONE);
            update.setString(2, by);
            update.setObject(3, id.value());
            return update.executeUpdate();
          }
        });
  }

  /** Settles whatever the filter describes; says how many letters that were. */
  public int settle(LetterFilter filter, Instant at, String by) {
    LetterQuery query = LetterQuery.of(filter);
    return database.transaction(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE dead_letters SET settled_at = ?, settled_by = ?" + query.where())) {
            update.setObject(1, Sql.time(at), Types.TIMESTAMP_WITH_TIMEZONE);
            update.setString(2, by);
            query.bind(update, 2);
            return update.executeUpdate();
          }
        });
  }

  /** Forgets letters that were recorded longer ago than this. */
  public int expire(Duration age) {
    return database.transaction(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM dead_letters WHERE recorded_at < now() - ? * interval '1 second'")) {
            delete.setLong(1, age.toSeconds());
            return delete.executeUpdate();
          }
        });
  }

  private Letter read(ResultSet row, boolean isKept, byte @Nullable [] bytes) throws SQLException {
    String topic = row.getString("topic");
    String webhook = row.getString("webhook");
    LetterId id = new LetterId(row.getObject("id", UUID.class));
    Map<String, String> headers = new TreeMap<>();
    Sql.getJson(row, "headers", JsonNode.class)
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return new Letter(
        id,
        row.getString("origin"),
        topic,
        webhook,
        row.getString("reason"),
        headers,
        row.getLong("size"),
        Sql.getTime(row, "set_aside_at"),
        row.getInt("replays"),
        Sql.findTime(row, "replayed_at"),
        row.getString("replayed_by"),
        Sql.findTime(row, "settled_at"),
        row.getString("settled_by"),
        destinations.obstacle(id.toString(), topic, webhook, isKept).orElse(null),
        bytes == null ? null : Base64.getEncoder().encodeToString(bytes),
        bytes == null ? null : text(bytes));
  }

  /** The bytes as text, where they are UTF-8 without control characters. */
  private static @Nullable String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean readable =
          text.chars().allMatch(c -> c >= ' ' ? c != 0x7f : c == '\n' || c == '\r' || c == '\t');
      return readable ? text : null;
    } catch (CharacterCodingException binary) {
      return null;
    }
  }
}
