package io.waybill.api.migrate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a part of a migration stands; its tasks may go on when it is over. */
public enum PartState {
  /** Its turn has not come. */
  @JsonProperty("waiting")
  WAITING,
  /** Its scan looks over it. */
  @JsonProperty("running")
  RUNNING,
  /** It is one image by its digest, whose task is put on the queue. */
  @JsonProperty("planning")
  PLANNING,
  /** Everything was looked at. */
  @JsonProperty("done")
  DONE,
  /** It is over, and something could not be looked at. */
  @JsonProperty("failed")
  FAILED,
  /** It was cancelled. */
  @JsonProperty("cancelled")
  CANCELLED
}
