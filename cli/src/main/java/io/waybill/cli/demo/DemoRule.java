package io.waybill.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.client.ApiClient;
import io.waybill.cli.terminal.Steps;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.wire.Json;
import java.util.List;

/** The demo's rule: what is pushed to shanghai's demo/ stands in frankfurt's mirror/demo/. */
final class DemoRule {
  static final String NAME = "demo-shanghai-to-frankfurt";

  private static final RuleSpec SPEC =
      RuleSpec.of(
          NAME,
          new RuleSource(Landscape.SHANGHAI, List.of(Glob.parse("demo/**")), null, null),
          List.of(
              new RuleTarget(
                  Landscape.FRANKFURT, Template.parse("mirror/{repository}"), null, null)));

  private DemoRule() {}

  /** Makes the rule over REST; the one of an earlier run is put back to what it should be. */
  static void ensure(ApiClient api, Steps steps) throws InterruptedException {
    steps.begin("Rule", "POST /api/v1/rules");
    JsonNode spec = Json.lenient().valueToTree(SPEC);
    String path = "rules/" + NAME;
    boolean known = api.find(path).isPresent();
    JsonNode rule = known ? api.put(path, spec) : api.post("rules", spec);
    steps.done(
        "Rule",
        "shanghai/demo/** to frankfurt/mirror/demo/**"
            + (known ? ", revision " + rule.path("revision").asLong() : ""));
  }
}
