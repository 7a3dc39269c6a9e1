package io.waybill.api.scans;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a scan stands. */
public enum ScanState {
  /** Steps are left to do. */
  @JsonProperty("running")
  RUNNING,
  /** Everything was looked at. */
  @JsonProperty("done")
  DONE,
  /** It is over, and something could not be looked at. */
  @JsonProperty("done-with-failures")
  DONE_WITH_FAILURES,
  /** Somebody cancelled it, or its rule is gone. */
  @JsonProperty("cancelled")
  CANCELLED,
  /** It did not begin, for the one before it was not over. */
  @JsonProperty("skipped")
  SKIPPED
}
