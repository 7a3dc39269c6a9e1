package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/**
 * A rule as it is kept: what a person wrote, and what Waybill knows about it.
 *
 * @param id stays when the rule changes
 * @param revision grows by one with each change, from 1
 * @param createdAt when it was made
 * @param updatedAt when it was changed last
 * @param spec what the person wrote; its keys stand beside the others in JSON
 */
public record Rule(
    RuleId id, long revision, Instant createdAt, Instant updatedAt, @JsonUnwrapped RuleSpec spec) {

  /** Its name. */
  public String name() {
    return spec.name();
  }
}
