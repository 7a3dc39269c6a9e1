package io.waybill.api.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.waybill.api.scans.RuleOutlook;
import io.waybill.schemas.rules.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule, as the API shows it: with when its images are looked over, what it does to other rules,
 * and whether somebody has to decide about its deletes.
 *
 * @param rule the rule; its keys stand beside the others
 * @param outlook when it is scanned
 * @param warnings what whoever wrote it should know of it and the others; sentences
 * @param deletesHeld that its deletes wait for a person; null = they do not
 */
record RuleView(
    @JsonUnwrapped Rule rule,
    @JsonUnwrapped RuleOutlook outlook,
    List<String> warnings,
    @Nullable DeletesHeld deletesHeld) {
  /** Keys that are no rule's; who writes a rule back as it was read sends them, too. */
  static final List<String> OWN_KEYS = List.of("nextRun", "lastScan", "warnings", "deletesHeld");
}
