package io.waybill.schemas.scans;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a step of a scan does. */
public enum ScanStepKind {
  /** Finds repositories: those that the patterns name, or one page of the registry's catalog. */
  @JsonProperty("repositories")
  REPOSITORIES,
  /** Finds the tags of one repository: one page of them, or all where they come all at once. */
  @JsonProperty("tags")
  TAGS,
  /** Compares some tags of one repository with the targets. */
  @JsonProperty("compare")
  COMPARE
}
