package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What happens to foreign layers (non-distributable ones, as in older Windows images), which a
 * manifest names by an address of their own.
 */
public enum ForeignLayers {
  /** They stay where they are: the target's clients fetch them from the manifest's address. */
  @JsonProperty("keep")
  KEEP,
  /** They are copied like other layers, from the source or from the manifest's address. */
  @JsonProperty("copy")
  COPY
}
