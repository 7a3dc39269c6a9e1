package io.waybill.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.RuleSpec;
import org.junit.jupiter.api.Test;

/** dregsy's file: the examples of its README and of doc/design-image-matching.md. */
class DregsyImportTest {
  private static final String FILE =
      """
      relay: skopeo
      watch: true
      skopeo: { binary: skopeo, certs-dir: /etc/skopeo/certs.d }
      lister: { maxItems: 100, cacheDuration: 1h }
      tasks:
      - name: task1
        interval: 60
        verbose: true
        source:
          registry: source-registry.acme.com
          auth: eyJ1c2VybmFtZSI6ICJhbGV4IiwgInBhc3N3b3JkIjogInNlY3JldCJ9Cg==
        target: &target
          registry: dest-registry.acme.com
          auth: eyJ1c2VybmFtZSI6ICJhbGV4IiwgInBhc3N3b3JkIjogImFsc29zZWNyZXQifQo=
          skip-tls-verify: true
        mappings:
        - from: test/image
          to: archive/test/image
          tags: ['0.1.0', '0.1.1']
        - from: test/another-image
          platform: linux/arm64/v8
      - name: ecr
        interval: 90
        source:
          registry: 123456789012.dkr.ecr.eu-central-1.amazonaws.com
          auth-refresh: 10h
          lister: { type: catalog }
        target: *target
        mappings:
        - from: regex:myproject/.*
          to: ecr
          platform: all
      - name: tags
        source: { registry: registry.hub.docker.com, auth: none }
        target: *target
        mappings:
        - from: busybox
          to: regex:^/busybox,/from-dh/$0
          platform: all
          tags:
          - 'semver: >=1.31.0 <1.31.9'
          - 'regex: 1\\.26\\.[0-9]-(glibc|uclibc|musl)'
          - '1.29.4'
          - 'latest'
        - from: pruned
          platform: all
          tags: ['semver: >=2.0.0', 'keep: .+-(alpine|buster)']
        - from: newest
          platform: all
          tags: ['semver: >=1.34.0 <=1.36.0', 'keep: latest 5', 'keep: !.*-rc.*']
        - from: not
          platform: all
          tags: ['regex: !.*-dev']
        - from: pinned
          platform: all
          tags: ['1.36.0-uclibc@sha256:58f1']
        - from: regex:jenkins/jnlp-.*
          to: regex:jenkins/,dh/other-jenkins/
          mistyped: x
      """;

  private final Trial trial = Trial.of("dregsy.yaml", FILE);

  @Test
  void aMappingGoesToItsPathOrKeepsIt() {
    assertThat(trial.targets("source-registry-acme-com/test/image:0.1.0"))
        .containsExactly("dest-registry-acme-com/archive/test/image:0.1.0");
    assertThat(trial.targets("source-registry-acme-com/test/image:0.2.0")).isEmpty();
    assertThat(trial.targets("source-registry-acme-com/test/another-image:x"))
        .containsExactly("dest-registry-acme-com/test/another-image:x");
  }

  @Test
  void anExpressionOfRepositoriesGoesBelowThePrefix() {
    String source = "123456789012-dkr-ecr-eu-central-1-amazonaws-com";

    assertThat(trial.targets(source + "/myproject/webui:1"))
        .containsExactly("dest-registry-acme-com/ecr/myproject/webui:1");
    assertThat(trial.targets(source + "/other/myproject/webui:1")).isEmpty();
  }

  @Test
  void anyOfTheTagFiltersWillDo() {
    String source = "registry-hub-docker-com/busybox:";

    assertThat(trial.targets(source + "1.31.4"))
        .containsExactly("dest-registry-acme-com/from-dh/busybox:1.31.4");
    assertThat(trial.targets(source + "1.31.9")).isEmpty();
    assertThat(trial.targets(source + "1.26.3-musl")).hasSize(1);
    assertThat(trial.targets(source + "1.26.3-musl-2")).isEmpty();
    assertThat(trial.targets(source + "1.29.4")).hasSize(1);
    assertThat(trial.targets(source + "latest")).hasSize(1);
    assertThat(trial.targets("registry-hub-docker-com/not:1-dev")).isEmpty();
    assertThat(trial.targets("registry-hub-docker-com/not:1")).hasSize(1);
  }

  @Test
  void whatIsPrunedThereIsDisabledHereOrExcluded() {
    assertThat(trial.rules())
        .filteredOn(rule -> !rule.enabled())
        .singleElement()
        .satisfies(rule -> assertThat(rule.source().repositories()).hasToString("[pruned]"));
    assertThat(trial.targets("registry-hub-docker-com/newest:1.35.0")).hasSize(1);
    assertThat(trial.rules())
        .filteredOn(rule -> rule.source().latest() != null)
        .singleElement()
        .satisfies(rule -> assertThat(rule.source().excludeTags()).hasToString("[/.*-rc.*/]"));
  }

  @Test
  void digestsAndReplacementsOfManyPathsAreLeftOut() {
    assertThat(trial.targets("registry-hub-docker-com/pinned:1.36.0-uclibc")).isEmpty();
    assertThat(trial.targets("registry-hub-docker-com/jenkins/jnlp-slave:1")).isEmpty();
    assertThat(trial.keys(Effect.LEFT_OUT))
        .containsExactlyInAnyOrder("tasks[2].mappings[4].tags", "tasks[2].mappings[5].to");
    assertThat(trial.keys(Effect.UNKNOWN)).containsExactly("tasks[2].mappings[5].mistyped");
  }

  @Test
  void intervalsBecomeSchedules() {
    RuleSpec minutely = trial.rule("task1");
    assertThat(minutely.schedule()).hasToString("Schedule[cron=* * * * *, timeZone=Z]");
    assertThat(trial.rule("tags").schedule()).isNull();
    assertThat(trial.keys(Effect.DIFFERS))
        .contains("tasks[1].interval", "tasks[2].interval")
        .doesNotContain("tasks[0].interval");
  }

  @Test
  void onePlatformIsAnIndexOfOne() {
    assertThat(trial.rules())
        .filteredOn(rule -> rule.platforms() != null)
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.platforms()).hasToString("[linux/arm64/v8]");
              assertThat(rule.platformMode()).isEqualTo(PlatformMode.REBUILT);
            });
  }

  @Test
  void accountsAreReferences() {
    assertThat(trial.configuration())
        .contains(
            "username: alex",
            "password: \"${SOURCE_REGISTRY_ACME_COM_PASSWORD}\"",
            "login:\n      provider: ecr",
            "insecure: true")
        .doesNotContain("alsosecret", "eyJ1");
  }
}
