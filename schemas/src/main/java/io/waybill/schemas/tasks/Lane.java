package io.waybill.schemas.tasks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which of a region's two queues a task is in. */
public enum Lane {
  /** Every task begins here. */
  @JsonProperty("swift")
  SWIFT,
  /** Tasks that will take long, so that no small image waits behind them. */
  @JsonProperty("bulk")
  BULK
}
