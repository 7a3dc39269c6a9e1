package io.waybill.schemas.scans;

import java.time.Instant;

/**
 * Something that became true about a step of a scan. Facts about one scan are in one partition;
 * each may be delivered more than once, and those of a step that two workers did differ.
 */
public sealed interface ScanFact permits ScanStepDone, ScanStepPostponed, ScanStepHeld {
  /** The scan. */
  ScanId scanId();

  /** The step. */
  StepId stepId();

  /** When it became true, by the clock of who says so. */
  Instant at();
}
