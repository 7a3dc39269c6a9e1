package io.waybill.api.records;

import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Keeps the table rule_targets: which tags a rule has put somewhere, or found there as they should
 * be. It only grows, in whichever order the facts come; {@link OldDigests} forgets.
 */
final class RuleTargets {
  private static final String NOTE =
      """
      INSERT INTO rule_targets (rule_id, target_registry, target_repository, target)
      VALUES (?,?,?,?)
      ON CONFLICT DO NOTHING
      """;

  private record RuleTarget(UUID rule, TagReference target) {}

  private RuleTargets() {}

  /** Notes the targets of these tasks, which left or found there what should be. */
  static void note(Connection connection, Collection<SyncTask> tasks) throws SQLException {
    // In one order, so that two who note the same targets never wait for each other in a circle.
    List<RuleTarget> targets =
        tasks.stream()
            .flatMap(RuleTargets::of)
            .distinct()
            .sorted(
                Comparator.comparing(RuleTarget::rule)
                    .thenComparing(target -> target.target().text()))
            .toList();
    try (PreparedStatement insert = connection.prepareStatement(NOTE)) {
      for (RuleTarget one : targets) {
        insert.setObject(1, one.rule());
        insert.setString(2, one.target().repository().registry().name());
        insert.setString(3, one.target().repository().path());
        insert.setString(4, one.target().text());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Stream<RuleTarget> of(SyncTask task) {
    return task.ruleId() != null && task.target() instanceof TagReference target
        ? Stream.of(new RuleTarget(task.ruleId().value(), target))
        : Stream.empty();
  }
}
