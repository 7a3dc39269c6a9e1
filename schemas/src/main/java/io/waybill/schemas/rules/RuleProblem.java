package io.waybill.schemas.rules;

/**
 * Something that is wrong with a rule.
 *
 * @param key where in the rule: {@code targets[1].registry}; empty for all of it
 * @param detail what is wrong, with the place, as a sentence without its full stop
 */
public record RuleProblem(String key, String detail) {
  /** Something that is wrong there: a clause. */
  public static RuleProblem at(String key, String why) {
    return new RuleProblem(key, key + ": " + why);
  }
}
