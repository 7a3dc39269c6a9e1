package io.waybill.schemas.tasks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a task does at its target. */
public enum TaskAction {
  /** Puts there what the source has. */
  @JsonProperty("copy")
  COPY,
  /** Removes the target, once the source is seen to be gone. */
  @JsonProperty("delete")
  DELETE
}
