package io.waybill.api.conflicts;

import java.util.List;

/**
 * What a rule does to others.
 *
 * @param warnings what whoever writes the rule should know; sentences
 * @param refusals why it must not be in force
 */
public record Findings(List<String> warnings, List<Refusal> refusals) {
  /**
   * Something that must not be.
   *
   * @param key where in the rule
   * @param sentence what is wrong, without a full stop
   */
  public record Refusal(String key, String sentence) {}

  /** Keeps copies. */
  public Findings {
    warnings = List.copyOf(warnings);
    refusals = List.copyOf(refusals);
  }
}
