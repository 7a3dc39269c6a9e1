package io.waybill.api.rules;

import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;

/** What became of a wish to change a rule. */
public sealed interface RuleChange {
  /**
   * It is stored, and to be published.
   *
   * @param rule as it is now
   */
  record Stored(Rule rule) implements RuleChange {}

  /**
   * It is deleted, and its tombstone is to be published.
   *
   * @param id which it was
   */
  record Deleted(RuleId id) implements RuleChange {}

  /**
   * Another rule has the name.
   *
   * @param name the name
   */
  record NameTaken(String name) implements RuleChange {}

  /**
   * Somebody else has changed the rule meanwhile.
   *
   * @param current its revision now
   */
  record RevisionMismatch(long current) implements RuleChange {}

  /** There is no such rule. */
  record NotFound() implements RuleChange {}
}
