package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a target tag that points to something else. */
public enum Overwrite {
  /** It is moved. */
  @JsonProperty("always")
  ALWAYS,
  /** It stays, and the task fails with {@code IMAGE_EXISTS}. */
  @JsonProperty("never")
  NEVER,
  /** The old digest is kept under a tag of its own, then the tag is moved. */
  @JsonProperty("backup")
  BACKUP
}
