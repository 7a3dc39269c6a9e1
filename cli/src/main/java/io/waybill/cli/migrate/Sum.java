package io.waybill.cli.migrate;

import io.waybill.registry.batch.BatchReport;
import io.waybill.schemas.records.Transfer;
import java.time.Duration;
import java.util.Optional;

/**
 * What all passes have done together.
 *
 * @param found copies that were to be made
 * @param copied those that changed their target
 * @param present those whose target was what the source is
 * @param planned those that would be made
 * @param leftOut those that have nothing for the platforms that are wanted
 * @param transfer what was moved
 * @param took how long it took
 */
record Sum(
    int found,
    int copied,
    int present,
    int planned,
    int leftOut,
    Transfer transfer,
    Duration took) {
  static final Sum NOTHING = new Sum(0, 0, 0, 0, 0, Transfer.NONE, Duration.ZERO);

  /**
   * With one more pass.
   *
   * @param more copies that no earlier pass has found
   */
  Sum plus(int more, int out, BatchReport pass) {
    return new Sum(
        found + more,
        copied + pass.copied(),
        present + pass.alreadyPresent(),
        planned + pass.declined(),
        leftOut + out,
        transfer.plus(pass.transfer()),
        took.plus(pass.took()));
  }

  /** As if it had been one batch, of which so many failed in the end. */
  BatchReport asReport(int failed) {
    return new BatchReport(copied, present, planned, failed, 0, transfer, took, Optional.empty());
  }
}
