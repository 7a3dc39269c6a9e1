package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much a rule's tasks are in a hurry. */
public enum Priority {
  /** All of them go first, also those of a scan. */
  @JsonProperty("high")
  HIGH,
  /** What was pushed just now goes before what a scan found. */
  @JsonProperty("normal")
  NORMAL,
  /** All of them wait for others. */
  @JsonProperty("low")
  LOW
}
