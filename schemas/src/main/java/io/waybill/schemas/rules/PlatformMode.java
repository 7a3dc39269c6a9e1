package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What becomes of an index of which only some platforms are wanted. Either way something is lost.
 */
public enum PlatformMode {
  /**
   * The index stays as it is and keeps its digest, but names platforms that the target does not
   * have. Some registries refuse such an index.
   */
  @JsonProperty("sparse")
  SPARSE,
  /** A new index names only the wanted platforms; it has a digest of its own. */
  @JsonProperty("rebuilt")
  REBUILT
}
