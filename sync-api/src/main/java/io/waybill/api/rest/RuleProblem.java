package io.waybill.api.rest;

/**
 * Something that is wrong with a rule.
 *
 * @param key where in the rule: {@code targets[1].registry}; empty for all of it
 * @param detail what is wrong, with the place, as a sentence without its full stop
 */
record RuleProblem(String key, String detail) {
  static RuleProblem at(String key, String why) {
    return new RuleProblem(key, key + ": " + why);
  }
}
