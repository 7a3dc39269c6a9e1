package io.waybill.api.deletes;

import io.waybill.api.database.Sql;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What rules have left at their targets, as far as history knows. */
final class LeftBehind {
  private static final String LAST =
      """
      SELECT digest FROM image_digests i
      WHERE target = ? AND digest <> '' AND ((put_rule_id = ? AND put_source = ?) OR EXISTS (
          SELECT FROM records r
          WHERE r.task_id = i.last_task_id AND r.rule_id = ? AND r.source = ?))
      ORDER BY last_seen_at DESC LIMIT 1
      """;

  private static final String TAGS =
      """
      SELECT count(*) FROM (
        SELECT t.target FROM rule_targets t CROSS JOIN LATERAL (
          SELECT digest FROM image_digests i WHERE i.target = t.target
          ORDER BY last_seen_at DESC, last_task_id DESC LIMIT 1) newest
        WHERE t.rule_id = ? AND t.target_registry = ? AND t.target_repository = ?
          AND (newest.digest <> '' OR t.target IN (
            SELECT d.target FROM deletes d JOIN delete_brakes b USING (rule_id)
            WHERE d.rule_id = ? AND %s))
        LIMIT ?) tags
      """
          .formatted(DeleteStore.COUNTED);

  private static final String OF_REPOSITORY =
      """
      SELECT DISTINCT ON (rule_id, source_tag, target) rule_id, source_tag, target,
          coalesce(rebuilt_from, digest_after) AS digest
      FROM records r
      WHERE rule_id = ANY (?) AND rule_id IS NOT NULL
        AND source_registry = ? AND source_repository = ? AND source_tag IS NOT NULL
        AND target_tag IS NOT NULL AND status = 'succeeded' AND digest_after IS NOT NULL
        AND (rule_id, source_tag, target) > (?, ?, ?)
      """;

  private static final String PAGED =
      """
      ORDER BY rule_id, source_tag, target, ended_at DESC
      LIMIT ?
      """;

  /** What was made of the digest, and is there still. */
  private static final String OF_DIGEST =
      """
      AND coalesce(rebuilt_from, digest_after) = ? AND digest_after = (
          SELECT digest FROM image_digests i WHERE i.target = r.target
          ORDER BY last_seen_at DESC, last_task_id DESC LIMIT 1)
      """;

  /**
   * A tag that a rule has put somewhere.
   *
   * @param rule which rule
   * @param source the source's tag
   * @param target the target
   * @param digest what the source was
   */
  record Put(RuleId rule, String source, String target, Digest digest) {}

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private LeftBehind() {}

  /** What the task's rule left at its target last, or found there as it should be. */
  static Optional<Digest> findLast(Connection connection, SyncTask task) throws SQLException {
    UUID rule = Objects.requireNonNull(task.ruleId()).value();
    try (PreparedStatement select = connection.prepareStatement(LAST)) {
      select.setString(1, task.target().text());
      select.setObject(2, rule);
      select.setString(3, task.source().text());
      select.setObject(4, rule);
      select.setString(5, task.source().text());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(Digest.parse(row.getString(1))) : Optional.empty();
      }
    }
  }

  /**
   * How many tags of the rule a repository has, with those whose deletion counts, which may be gone
   * by now. More than {@code most} are not counted.
   */
  static int countTags(
      Connection connection, RuleId rule, String registry, String repository, int most)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(TAGS)) {
      select.setObject(1, rule.value());
      select.setString(2, registry);
      select.setString(3, repository);
      select.setObject(4, rule.value());
      select.setLong(5, BrakePolicy.WINDOW.toSeconds());
      select.setInt(6, most);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /**
   * Tags that rules have put from a source repository, a page of them.
   *
   * @param rules which rules
   * @param digest only those that are made of this one, as far as history knows; null = all
   * @param after the last of the page before; null = the first page
   * @param limit how many at most; fewer are the last page
   */
  static List<Put> ofRepository(
      Connection connection,
      Collection<RuleId> rules,
      Repository source,
      @Nullable Digest digest,
      @Nullable Put after,
      int limit)
      throws SQLException {
    Sql.planForValues(connection);
    String sql = OF_REPOSITORY + (digest == null ? "" : OF_DIGEST) + PAGED;
    List<Put> page = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Object[] ids = rules.stream().map(RuleId::value).toArray();
      select.setArray(1, connection.createArrayOf("uuid", ids));
      select.setString(2, source.registry().name());
      select.setString(3, source.path());
      select.setObject(4, after == null ? BEFORE_ALL : after.rule().value());
      select.setString(5, after == null ? "" : after.source());
      select.setString(6, after == null ? "" : after.target());
      if (digest != null) {
        select.setString(7, digest.toString());
      }
      select.setInt(digest == null ? 7 : 8, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          page.add(
              new Put(
                  new RuleId(row.getObject("rule_id", UUID.class)),
                  row.getString("source_tag"),
                  row.getString("target"),
                  Digest.parse(row.getString("digest"))));
        }
      }
    }
    return page;
  }
}
