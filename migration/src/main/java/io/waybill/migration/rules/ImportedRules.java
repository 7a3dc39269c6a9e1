package io.waybill.migration.rules;

import io.waybill.schemas.rules.RuleSpec;
import java.util.List;

/**
 * What came of other tools' files.
 *
 * @param format what the files were taken for
 * @param rules the rules, each with a name of its own
 * @param registries what the configuration has to know for them
 * @param remarks what has no counterpart, in the order of the files
 * @param unmet the hosts that {@link ImportOptions#names()} has and the files have not, sorted
 */
public record ImportedRules(
    ImportFormat format,
    List<RuleSpec> rules,
    List<ImportedRegistry> registries,
    List<Remark> remarks,
    List<String> unmet) {
  /** Keeps copies. */
  public ImportedRules {
    rules = List.copyOf(rules);
    registries = List.copyOf(registries);
    remarks = List.copyOf(remarks);
    unmet = List.copyOf(unmet);
  }
}
