package io.waybill.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.waybill.migration.files.FileText;
import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.RuleFit;
import io.waybill.schemas.rules.RuleReader;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One import: where its rules send images, and what it says. Each rule goes through the text that
 * is printed and the reader that the API uses.
 *
 * @param imported what came of it
 * @param rules the rules as they were read again
 */
record Trial(ImportedRules imported, List<RuleSpec> rules) {
  static Trial of(String name, String text) {
    return of(name, text, ImportOptions.NONE);
  }

  static Trial of(String name, String text, ImportOptions options) {
    try {
      ImportedRules imported =
          RuleImport.read(Optional.empty(), List.of(new FileText(name, text)), options);
      return new Trial(imported, readAgain(imported));
    } catch (Exception wrong) {
      throw new AssertionError(wrong);
    }
  }

  private static List<RuleSpec> readAgain(ImportedRules imported) throws IOException {
    JsonNode yaml = new YAMLMapper().readTree(RuleText.yaml(imported.rules()));
    List<RuleSpec> rules = new ArrayList<>();
    for (JsonNode rule : yaml.path("rules")) {
      RuleReader.Read read = RuleReader.read((ObjectNode) Json.strict().readTree(rule.toString()));
      assertThat(read.problems()).as("%s", rule).isEmpty();
      rules.add(read.spec().orElseThrow());
    }
    assertThat(rules).isEqualTo(imported.rules());
    return rules;
  }

  /** Where the image goes, by all rules that take it. */
  List<String> targets(String image) {
    return rules.stream()
        .map(rule -> RuleFit.of(rule, Reference.parse(image)))
        .flatMap(fit -> fit.targets().stream())
        .map(Reference::text)
        .toList();
  }

  RuleSpec rule(String name) {
    return rules.stream().filter(rule -> rule.name().equals(name)).findFirst().orElseThrow();
  }

  List<String> names() {
    return rules.stream().map(RuleSpec::name).toList();
  }

  /** The keys that a remark of this effect is about. */
  List<String> keys(Effect effect) {
    return imported.remarks().stream()
        .filter(remark -> remark.effect() == effect)
        .map(Remark::key)
        .toList();
  }

  String configuration() {
    return RuleText.configuration(imported.registries());
  }
}
