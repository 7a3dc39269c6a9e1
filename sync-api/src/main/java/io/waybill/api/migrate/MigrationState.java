package io.waybill.api.migrate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a migration stands. */
public enum MigrationState {
  /** Parts are looked over, and their tasks made, as there is room for them. */
  @JsonProperty("running")
  RUNNING,
  /** Nothing more is let go; what is on the queues goes on. */
  @JsonProperty("paused")
  PAUSED,
  /** Somebody cancelled it, and tasks of it are still to end. */
  @JsonProperty("cancelling")
  CANCELLING,
  /** It was cancelled. */
  @JsonProperty("cancelled")
  CANCELLED,
  /** Everything was looked over and copied. */
  @JsonProperty("done")
  DONE,
  /** It is over, and something could not be looked at or copied. */
  @JsonProperty("done-with-failures")
  DONE_WITH_FAILURES;

  /** Whether it is over. */
  public boolean hasEnded() {
    return this == CANCELLED || this == DONE || this == DONE_WITH_FAILURES;
  }
}
