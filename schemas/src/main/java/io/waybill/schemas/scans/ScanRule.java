package io.waybill.schemas.scans;

import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import org.jspecify.annotations.Nullable;

/**
 * The rule that a scan follows, as it was when the scan was asked for.
 *
 * @param id the rule, or null for a scan by hand whose targets no rule names
 * @param name its name at that time, for people; null without a rule
 * @param spec what it says
 */
public record ScanRule(@Nullable RuleId id, @Nullable String name, RuleSpec spec) {}
