package io.waybill.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.migration.files.FileText;
import io.waybill.migration.rules.Remark.Effect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The example of skopeo-sync(1), "YAML file content". */
class SkopeoImportTest {
  private static final String FILE =
      """
      registry.example.com:
          images:
              busybox: []
              redis:
                  - "1.0"
                  - 2.10
                  - "sha256:0000000000000000000000000000000011111111111111111111111111111111"
          images-by-tag-regex:
              team/nginx: ^1\\.13\\.[12]-alpine-perl$
              httpd: alpine
          images-by-semver:
              alpine: ">= 3.12.0, < v4"
          credentials:
              username: john
              password: this is a secret
          tls-verify: true
          cert-dir: /home/john/certs
      quay.io:
          tls-verify: false
          images:
              coreos/etcd:
                  - latest
      """;

  private final Trial trial = Trial.of("sync.yml", FILE, to("my-registry.local.lan/repo", false));

  private static ImportOptions to(String place, boolean scoped) {
    return new ImportOptions(Map.of(), Optional.of(place), scoped, false, Optional.empty());
  }

  @Test
  void imagesGoUnderTheirLastName() {
    assertThat(trial.targets("registry-example-com/busybox:any"))
        .containsExactly("my-registry-local-lan/repo/busybox:any");
    assertThat(trial.targets("quay-io/coreos/etcd:latest"))
        .containsExactly("my-registry-local-lan/repo/etcd:latest");
    assertThat(trial.targets("quay-io/coreos/etcd:v3")).isEmpty();
  }

  @Test
  void tagsAreTextsAlsoWhereTheyLookLikeNumbers() {
    assertThat(trial.targets("registry-example-com/redis:1.0")).hasSize(1);
    assertThat(trial.targets("registry-example-com/redis:2.10")).hasSize(1);
    assertThat(trial.targets("registry-example-com/redis:2.1")).isEmpty();
    assertThat(trial.keys(Effect.LEFT_OUT)).contains("registry.example.com.images.redis");
  }

  @Test
  void expressionsAreFoundAnywhereUnlessTheyAreAnchored() {
    assertThat(trial.targets("registry-example-com/team/nginx:1.13.1-alpine-perl"))
        .containsExactly("my-registry-local-lan/repo/nginx:1.13.1-alpine-perl");
    assertThat(trial.targets("registry-example-com/team/nginx:11.13.1-alpine-perl")).isEmpty();
    assertThat(trial.targets("registry-example-com/httpd:2.4-alpine3.20")).hasSize(1);
    assertThat(trial.targets("registry-example-com/httpd:2.4")).isEmpty();
  }

  @Test
  void rangesAreRanges() {
    assertThat(trial.targets("registry-example-com/alpine:3.20.1")).hasSize(1);
    assertThat(trial.targets("registry-example-com/alpine:3.11.9")).isEmpty();
    assertThat(trial.targets("registry-example-com/alpine:4.0.0")).isEmpty();
  }

  @Test
  void scopedKeepsTheWholeNameBelowTheTarget() {
    Trial scoped = Trial.of("sync.yml", FILE, to("my-registry.local.lan", true));

    assertThat(scoped.targets("quay-io/coreos/etcd:latest"))
        .containsExactly("my-registry-local-lan/quay.io/coreos/etcd:latest");
  }

  @Test
  void everyTagStaysEveryTagBesideAnExpression() {
    Trial both =
        Trial.of(
            "sync.yml",
            "quay.io: { images: { app: [] }, images-by-tag-regex: { app: ^v1 } }",
            to("example.com/repo", false));

    assertThat(both.targets("quay-io/app:other")).containsExactly("example-com/repo/app:other");
    assertThat(both.rules()).hasSize(1);
    assertThat(both.rules().getFirst().source().tags()).hasToString("[*]");
  }

  @Test
  void theSecretStaysWhereItIs() {
    assertThat(trial.configuration() + RuleText.yaml(trial.rules()))
        .contains("username: john", "${REGISTRY_EXAMPLE_COM_PASSWORD}", "insecure: true")
        .doesNotContain("this is a secret");
    assertThat(trial.imported().remarks().toString()).doesNotContain("this is a secret");
  }

  @Test
  void whatSkopeoDoesOtherwiseIsSaid() {
    assertThat(trial.keys(Effect.LEFT_OUT)).contains("registry.example.com.cert-dir");
    assertThat(trial.keys(Effect.DIFFERS)).contains("quay.io.tls-verify", "");
    assertThat(trial.keys(Effect.UNKNOWN)).isEmpty();
  }

  @Test
  void whereImagesGoHasToBeSaid() {
    assertThatThrownBy(
            () ->
                RuleImport.read(
                    Optional.of(ImportFormat.SKOPEO),
                    List.of(new FileText("sync.yml", FILE)),
                    ImportOptions.NONE))
        .isInstanceOf(UnsaidException.class)
        .hasMessageContaining("--to");
  }
}
