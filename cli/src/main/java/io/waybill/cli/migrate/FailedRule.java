package io.waybill.cli.migrate;

import io.waybill.migration.imagesyncer.SyncRule;
import io.waybill.migration.imagesyncer.TargetImages;
import io.waybill.schemas.failures.Failure;
import java.util.List;

/**
 * A rule whose tags could not be listed, so that nobody knows which images it means.
 *
 * @param rule the rule
 * @param failure why
 */
record FailedRule(SyncRule rule, Failure failure) {
  /** The source as a file would say it. */
  String source() {
    return rule.written();
  }

  /** The targets as a file would say them. */
  List<String> targets() {
    return rule.targets().stream().map(TargetImages::repository).map(Object::toString).toList();
  }
}
