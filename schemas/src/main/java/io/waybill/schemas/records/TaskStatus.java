package io.waybill.schemas.records;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a task stands. */
public enum TaskStatus {
  /** On no queue yet: a deletion that the API has to let go, or a person where they are many. */
  @JsonProperty("held")
  HELD,
  /** In the queue. */
  @JsonProperty("queued")
  QUEUED,
  /** A worker has it. */
  @JsonProperty("running")
  RUNNING,
  /** An attempt failed; it is tried again at a known time. */
  @JsonProperty("waiting")
  WAITING,
  /** The target is what the source is. */
  @JsonProperty("succeeded")
  SUCCEEDED,
  /** It will not be tried again by itself. */
  @JsonProperty("failed")
  FAILED,
  /** Somebody cancelled it. */
  @JsonProperty("cancelled")
  CANCELLED;

  /** Whether nothing will happen to the task any more. */
  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }
}
