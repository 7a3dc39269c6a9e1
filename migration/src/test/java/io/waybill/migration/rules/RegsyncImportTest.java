package io.waybill.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.RuleSpec;
import org.junit.jupiter.api.Test;

/** regsync's file: the documentation's example, and each key. */
class RegsyncImportTest {
  /** As https://regclient.org/usage/regsync/ has it, with some more. */
  private static final String FILE =
      """
      version: 1
      creds:
        - registry: registry:5000
          tls: disabled
          scheme: http
        - registry: docker.io
          user: "{{env \\"HUB_USER\\"}}"
          pass: "{{file \\"/var/run/secrets/hub_token\\"}}"
          reqPerSec: 2.5
        - registry: quay.io
          user: robot
          pass: hunter2
      defaults:
        ratelimit:
          min: 100
          retry: 15m
        parallel: 2
        interval: 60m
        backup: "backup-{{.Ref.Tag}}"
        digestTags: true
      x-sets: &stable
        allow: ["v?\\\\d+\\\\.\\\\d+"]
        deny: ["v0\\\\..*"]
      sync:
        - source: busybox:latest
          target: registry:5000/library/busybox:latest
          type: image
        - source: alpine
          target: registry:5000/library/alpine
          type: repository
          tags:
            allow: ["latest", "edge", "3", "3.\\\\d+"]
            deny: ["3.0"]
        - source: quay.io
          target: registry:5000/mirror
          type: registry
          repos:
            allow: ["team/.*"]
            deny: ["team/scratch"]
          tags: *stable
          schedule: "15 3 * * *"
          digestTags: false
          referrers: false
          platforms: [linux/amd64, linux/arm64]
          hooks: { post: { type: exec, params: [x] } }
        - source: ocidir:///tmp/x
          target: registry:5000/x
          type: repository
        - source: quay.io/a/b
          target: registry:5000/a/b
          type: repository
          tagSets:
            - semverRange: [">=1.2 <2"]
            - allow: ["nightly"]
          platform: linux/amd64
          surprise: 1
      """;

  private final Trial trial = Trial.of("regsync.yml", FILE);

  @Test
  void anImageIsItsTagAlone() {
    assertThat(trial.targets("docker-io/library/busybox:latest"))
        .containsExactly("registry-5000/library/busybox:latest");
    assertThat(trial.targets("docker-io/library/busybox:1.36")).isEmpty();
  }

  @Test
  void expressionsAreAboutWholeTagsAndDenyWins() {
    assertThat(trial.targets("docker-io/library/alpine:3.20"))
        .containsExactly("registry-5000/library/alpine:3.20");
    assertThat(trial.targets("docker-io/library/alpine:edge")).hasSize(1);
    assertThat(trial.targets("docker-io/library/alpine:3.0")).isEmpty();
    assertThat(trial.targets("docker-io/library/alpine:13.20")).isEmpty();
    assertThat(trial.targets("docker-io/library/alpine:edge-2")).isEmpty();
  }

  @Test
  void aRegistryGoesBelowThePathOfItsTarget() {
    assertThat(trial.targets("quay-io/team/app:v1.2"))
        .containsExactly("registry-5000/mirror/team/app:v1.2");
    assertThat(trial.targets("quay-io/team/app:v0.2")).isEmpty();
    assertThat(trial.targets("quay-io/team/app:v1.2-rc")).isEmpty();
    assertThat(trial.targets("quay-io/team/scratch:v1.2")).isEmpty();
    assertThat(trial.targets("quay-io/other/app:v1.2")).isEmpty();
  }

  @Test
  void eachSetOfTagsIsARuleOfItsOwn() {
    assertThat(trial.targets("quay-io/a/b:1.9.3")).hasSize(1);
    assertThat(trial.targets("quay-io/a/b:nightly")).hasSize(1);
    assertThat(trial.targets("quay-io/a/b:2.0.0")).isEmpty();
  }

  @Test
  void whatTheEntryDoesNotSayTheDefaultsSay() {
    RuleSpec image = trial.rule("regsync-docker-io-to-registry-5000");
    assertThat(image.schedule()).hasToString("Schedule[cron=0 * * * *, timeZone=Z]");
    assertThat(image.overwrite()).isEqualTo(Overwrite.BACKUP);
    assertThat(image.referrers()).isTrue();
    assertThat(image.asksForBackfill()).isTrue();

    RuleSpec registry = trial.rule("regsync-quay-io-to-registry-5000");
    assertThat(registry.schedule()).hasToString("Schedule[cron=15 3 * * *, timeZone=Z]");
    assertThat(registry.referrers()).isFalse();
    assertThat(registry.platformMode()).isEqualTo(PlatformMode.SPARSE);
  }

  @Test
  void accountsAreReferencesAndNeverSecrets() {
    assertThat(trial.configuration())
        .isEqualTo(
            """
            registries:
              docker-io:
                url: https://registry-1.docker.io
                username: "${HUB_USER}"
                password: file:/var/run/secrets/hub_token
                requestsPerSecond: 3
              registry-5000:
                url: http://registry:5000
              quay-io:
                url: https://quay.io
                username: robot
                password: "${QUAY_IO_PASSWORD}"
            """)
        .doesNotContain("hunter2");
  }

  @Test
  void whatHasNoCounterpartIsReported() {
    assertThat(trial.keys(Effect.LEFT_OUT))
        .containsExactlyInAnyOrder("sync[2].hooks", "sync[3].source");
    assertThat(trial.keys(Effect.UNKNOWN)).containsExactly("sync[4].surprise");
    assertThat(trial.keys(Effect.NOT_NEEDED)).contains("defaults.ratelimit", "x-sets");
    assertThat(trial.keys(Effect.DIFFERS))
        .contains(
            "defaults.parallel",
            "defaults.backup",
            "sync[4].platform",
            "sync[4].tagSets[0].semverRange");
    assertThat(trial.imported().remarks())
        .filteredOn(remark -> remark.key().equals("sync[4].surprise"))
        .singleElement()
        .satisfies(remark -> assertThat(remark.line()).isEqualTo(56));
  }

  @Test
  void aRangeAndAnExpressionTogetherAreDisabled() {
    Trial both =
        Trial.of(
            "regsync.yml",
            """
            sync:
            - source: quay.io/a/b
              target: example.com/a/b
              type: repository
              tags: { allow: [".*-alpine"], semverRange: [">=1.2.0"] }
            """);

    assertThat(both.rules())
        .singleElement()
        .satisfies(rule -> assertThat(rule.enabled()).isFalse());
    assertThat(both.keys(Effect.DISABLED)).containsExactly("sync[0].tags");
  }

  @Test
  void alternativesWithoutBracketsMeanWhatTheyMeanThere() {
    Trial loose =
        Trial.of(
            "regsync.yml",
            """
            sync:
            - { source: quay.io/a/b, target: example.com/a/b, type: repository, tags: { allow: ["v1|v2"] } }
            """);

    assertThat(loose.targets("quay-io/a/b:v1.7")).hasSize(1);
    assertThat(loose.targets("quay-io/a/b:not-v2")).hasSize(1);
    assertThat(loose.targets("quay-io/a/b:v2.7")).isEmpty();
    assertThat(loose.keys(Effect.DIFFERS)).contains("sync[0].tags.allow");
  }
}
