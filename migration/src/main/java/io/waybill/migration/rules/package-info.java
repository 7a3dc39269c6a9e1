/**
 * Other tools' files become rules: {@link io.waybill.migration.rules.RuleImport} reads them and
 * gives {@link io.waybill.migration.rules.ImportedRules}: the rules, the registries that the
 * configuration has to know, and a {@link io.waybill.migration.rules.Remark} for each thing that
 * has no counterpart. Nothing is dropped silently: {@link io.waybill.migration.rules.Fields} knows
 * which keys nobody has asked for.
 *
 * <p>One class for each tool: {@code RegsyncImport}, {@code DregsyImport}, {@code SkopeoImport},
 * {@code HarborImport}, {@code ImageSyncerImport}. Where a rule would take more than the other tool
 * does, it is disabled, so that somebody decides before anything is copied.
 *
 * <p>Imports {@code io.waybill.schemas}, {@code io.waybill.migration.files} and Jackson.
 */
@NullMarked
package io.waybill.migration.rules;

import org.jspecify.annotations.NullMarked;
