package io.waybill.schemas.tasks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What made a task. */
public enum Trigger {
  /** A registry's webhook. */
  @JsonProperty("event")
  EVENT,
  /** A person or a script. */
  @JsonProperty("manual")
  MANUAL,
  /** A rule's schedule. */
  @JsonProperty("schedule")
  SCHEDULE,
  /** A new rule, for the images that were there before it. */
  @JsonProperty("backfill")
  BACKFILL,
  /** An earlier task, asked for again. */
  @JsonProperty("replay")
  REPLAY
}
