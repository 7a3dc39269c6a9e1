package io.waybill.schemas.scans;

import java.time.Instant;

/**
 * A step of a migration was found, and is on no queue: whoever keeps the migration puts it there
 * when its turn has come. So no more tasks are open at a time than is wanted, and a migration that
 * is paused makes none.
 *
 * @param step all of it
 * @param worker which worker found it
 * @param at when
 */
public record ScanStepHeld(ScanStep step, String worker, Instant at) implements ScanFact {
  @Override
  public ScanId scanId() {
    return step.scan().id();
  }

  @Override
  public StepId stepId() {
    return step.id();
  }
}
