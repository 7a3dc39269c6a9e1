package io.waybill.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.migration.files.FileText;
import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.RuleSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Harbor's policies, as {@code GET /api/v2.0/replication/policies} of 2.12 gives them. */
class HarborImportTest {
  private static final String FILE =
      """
      [
       {"id":1,"name":"push all","description":"x","creation_time":"2026-01-01T00:00:00Z","update_time":"2026-01-01T00:00:00Z",
        "src_registry":{"id":0,"name":"Local","type":"harbor","url":"http://core:8080","insecure":true,"credential":{},"status":"healthy"},
        "dest_registry":{"id":3,"name":"eu","type":"harbor","url":"https:\\/\\/eu.example.com","insecure":true,
          "credential":{"type":"basic","access_key":"robot$eu","access_secret":"*****"},"creation_time":"x","update_time":"x","status":"healthy"},
        "dest_namespace":"mirror","dest_namespace_replace_count":1,
        "filters":[{"type":"name","value":"library/**"},{"type":"tag","value":"v*","decoration":"matches"},
          {"type":"tag","value":"*-rc*","decoration":"excludes"},{"type":"resource","value":"image"}],
        "trigger":{"type":"scheduled","trigger_settings":{"cron":"0 0 3 * * *"}},
        "deletion":false,"replicate_deletion":true,"override":false,"enabled":true,"speed":8192,"copy_by_chunk":false,"single_active_replication":true},
       {"id":2,"name":"pull","enabled":false,"override":true,"deletion":false,"speed":-1,
        "src_registry":{"id":4,"name":"hub","type":"docker-hub","url":"https://hub.docker.com","insecure":false},
        "dest_registry":{"id":0,"name":"Local"},
        "dest_namespace":"hub","dest_namespace_replace_count":-1,
        "filters":[{"type":"name","value":"{library,bitnami}/**"},{"type":"label","value":["prod"]}],
        "trigger":{"type":"manual"}},
       {"id":5,"name":"events","enabled":true,"override":true,
        "src_registry":{"id":0},"dest_registry":{"id":3,"url":"https://eu.example.com","credential":{"access_key":"robot$eu"},"insecure":true},
        "dest_namespace":"all","dest_namespace_replace_count":0,
        "filters":[{"type":"name","value":"team/sub/**"}],"trigger":{"type":"event_based"},"new_key":1}
      ]
      """;

  private final Trial trial = Trial.of("policies.json", FILE, local());

  private static ImportOptions local() {
    return new ImportOptions(
        Map.of(), Optional.empty(), false, false, Optional.of("https://harbor.example.com"));
  }

  @Test
  void levelsOfThePathAreReplacedByTheNamespace() {
    assertThat(trial.targets("harbor-example-com/library/a/app:v1"))
        .containsExactly("eu-example-com/mirror/a/app:v1");
    assertThat(trial.targets("harbor-example-com/team/sub/app:x"))
        .containsExactly("eu-example-com/all/team/sub/app:x");
  }

  @Test
  void tagFiltersTakeAndLeave() {
    assertThat(trial.targets("harbor-example-com/library/app:v1-rc1")).isEmpty();
    assertThat(trial.targets("harbor-example-com/library/app:latest")).isEmpty();
  }

  @Test
  void twoStarsAtTheEndAreAlsoNothing() {
    assertThat(trial.targets("harbor-example-com/team/sub:x")).hasSize(1);
    assertThat(trial.targets("harbor-example-com/team/subway:x")).isEmpty();
  }

  @Test
  void settingsBecomeThoseOfTheRule() {
    RuleSpec rule = trial.rule("push-all");
    assertThat(rule.schedule()).hasToString("Schedule[cron=0 3 * * *, timeZone=Z]");
    assertThat(rule.overwrite()).isEqualTo(Overwrite.NEVER);
    assertThat(rule.deletesOrDefault().propagates()).isTrue();
    assertThat(rule.bandwidth()).hasToString("1000KiB/s");
    assertThat(rule.artifacts()).hasToString("[image]");
    assertThat(rule.enabled()).isTrue();
  }

  @Test
  void labelsDisable() {
    assertThat(trial.rule("pull").enabled()).isFalse();
    assertThat(trial.keys(Effect.DISABLED)).containsExactly("[1].filters");
    assertThat(trial.rule("pull").targets().getFirst().repository()).hasToString("hub/{name}");
  }

  @Test
  void whatDiffersIsReportedWithItsPolicy() {
    assertThat(trial.keys(Effect.DIFFERS))
        .contains(
            "[0].dest_namespace_replace_count",
            "[0].replicate_deletion",
            "[0].speed",
            "[0].trigger.type",
            "[1].trigger.type",
            "[2].trigger.type");
    assertThat(trial.keys(Effect.UNKNOWN)).containsExactly("[2].new_key");
  }

  @Test
  void registriesAreThoseOfThePolicies() {
    assertThat(trial.names()).containsExactly("push-all", "pull", "events");
    assertThat(trial.configuration())
        .contains("url: https://harbor.example.com", "url: https://eu.example.com")
        .contains("url: https://registry-1.docker.io", "username: robot$eu", "insecure: true")
        .contains("${EU_EXAMPLE_COM_PASSWORD}")
        .doesNotContain("*****");
  }

  @Test
  void theHarborThatCallsItselfLocalHasToBeNamed() {
    assertThatThrownBy(
            () ->
                RuleImport.read(
                    Optional.empty(),
                    List.of(new FileText("policies.json", FILE)),
                    ImportOptions.NONE))
        .isInstanceOf(UnsaidException.class)
        .hasMessageContaining("--local");
  }
}
