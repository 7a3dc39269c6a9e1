package io.waybill.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.migration.files.FileText;
import io.waybill.migration.rules.Remark.Effect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each form of an image-syncer rule. */
class ImageSyncerImportTest {
  private static final String FILE =
      """
      auth:
        quay.io: { username: a, password: hunter2 }
        quay.io/coreos: { username: "${U}", password: "${P}" }
        old.example.com: { username: x, password: y, insecure: true, mistyped: 1 }
      images:
        quay.io/coreos/kube-rbac-proxy: quay.io/ruohe/kube-rbac-proxy
        quay.io/coreos/etcd: quay.io/ruohe/etcd
        quay.io/coreos/named:v1.0,v2.0: quay.io/ruohe/named
        quay.io/coreos/renamed:v1.0,v2.0: quay.io/ruohe/renamed:a,b
        quay.io/coreos/pinned@sha256:1111111111111111111111111111111111111111111111111111111111111111: quay.io/ruohe/pinned
        quay.io/coreos/two:v1.1: [quay.io/ruohe/one, old.example.com/ruohe/two]
        quay.io/coreos/matching:/a+/: quay.io/ruohe/matching
        harbor.example.com:32080/library/nginx: ""
      """;

  private final Trial trial =
      Trial.of(
          "config.yaml",
          FILE,
          new ImportOptions(
              Map.of(), Optional.of("swr.example.com/team"), false, false, Optional.empty()));

  @Test
  void everyTagGoes() {
    assertThat(trial.targets("quay-io-coreos/coreos/kube-rbac-proxy:any"))
        .containsExactly("quay-io/ruohe/kube-rbac-proxy:any");
  }

  @Test
  void namedTagsGoAsTheyAreOrRenamed() {
    assertThat(trial.targets("quay-io-coreos/coreos/named:v2.0"))
        .containsExactly("quay-io/ruohe/named:v2.0");
    assertThat(trial.targets("quay-io-coreos/coreos/named:v3.0")).isEmpty();
    assertThat(trial.targets("quay-io-coreos/coreos/renamed:v2.0"))
        .containsExactly("quay-io/ruohe/renamed:b");
  }

  @Test
  void severalTargetsAndExpressions() {
    assertThat(trial.targets("quay-io-coreos/coreos/two:v1.1"))
        .containsExactlyInAnyOrder("quay-io/ruohe/one:v1.1", "old-example-com/ruohe/two:v1.1");
    assertThat(trial.targets("quay-io-coreos/coreos/matching:xaay")).hasSize(1);
    assertThat(trial.targets("quay-io-coreos/coreos/matching:x")).isEmpty();
  }

  @Test
  void anEmptyTargetIsTheOneThatIsSaid() {
    assertThat(trial.targets("harbor-example-com-32080/library/nginx:1"))
        .containsExactly("swr-example-com/team/nginx:1");
  }

  @Test
  void rulesThatSayTheSameBecomeOne() {
    assertThat(trial.rules().getFirst().source().repositories())
        .hasToString("[coreos/kube-rbac-proxy, coreos/etcd]");
    assertThat(trial.rules().getFirst().targets().getFirst().repository())
        .hasToString("ruohe/{name}");
  }

  @Test
  void anAccountOfANamespaceIsARegistryOfItsOwn() {
    assertThat(trial.configuration())
        .contains(
            """
              quay-io-coreos:
                url: https://quay.io
                username: "${U}"
                password: "${P}"
              quay-io:
                url: https://quay.io
                username: a
                password: "${QUAY_IO_PASSWORD}"
            """)
        .contains("url: http://old.example.com")
        .doesNotContain("hunter2");
  }

  @Test
  void digestsAndUnknownKeysAreReported() {
    assertThat(trial.keys(Effect.LEFT_OUT)).singleElement().asString().contains("pinned@sha256:");
    assertThat(trial.keys(Effect.UNKNOWN)).containsExactly("auth.old.example.com.mistyped");
  }

  @Test
  void accountsAndImagesAreTwoFilesInAnyOrder() throws Exception {
    FileText auth =
        new FileText("auth.json", "{\"quay.io\": {\"username\": \"a\", \"password\": \"b\"}}");
    FileText images = new FileText("images.json", "{\"quay.io/a/b\": \"example.com/a/b\"}");

    for (List<FileText> files : List.of(List.of(auth, images), List.of(images, auth))) {
      ImportedRules imported = RuleImport.read(Optional.empty(), files, ImportOptions.NONE);
      assertThat(imported.format()).isEqualTo(ImportFormat.IMAGE_SYNCER);
      assertThat(imported.rules()).hasSize(1);
      assertThat(RuleText.configuration(imported.registries())).contains("username: a");
    }
  }

  @Test
  void aPasswordThatBeginsWithADollarSignIsNotShown() {
    Trial dollar =
        Trial.of(
            "config.yaml",
            """
            auth:
              quay.io/team/: { username: "$U", password: "$tr0ngPassw0rd" }
            images:
              quay.io/team/app: example.com/team/app
            """);

    assertThat(dollar.configuration())
        .contains("username: \"${U}\"", "password: \"${QUAY_IO_TEAM_PASSWORD}\"");
    assertThat(dollar.configuration() + RuleText.yaml(dollar.rules()) + dollar.imported().remarks())
        .doesNotContain("tr0ngPassw0rd");
    assertThat(dollar.keys(Effect.DIFFERS)).contains("auth.quay.io/team/.password");
  }

  @Test
  void filesOfManyMegabytesAreRead() {
    String images = "quay.io/team/app: example.com/team/app\n";

    Trial large = Trial.of("images.yaml", "# a comment\n".repeat(400_000) + images);

    assertThat(large.targets("quay-io/team/app:1")).containsExactly("example-com/team/app:1");
  }

  @Test
  void everyTagStaysEveryTagBesideSomeOfThem() {
    Trial sample =
        Trial.of(
            "images.yaml",
            """
            quay.io/coreos/kube-rbac-proxy: quay.io/ruohe/kube-rbac-proxy
            quay.io/coreos/kube-rbac-proxy:v1.0: quay.io/ruohe/kube-rbac-proxy
            quay.io/coreos/kube-rbac-proxy:v1.0,v2.0: quay.io/ruohe/kube-rbac-proxy
            quay.io/coreos/kube-rbac-proxy:/a+/: quay.io/ruohe/kube-rbac-proxy
            """);

    assertThat(sample.targets("quay-io/coreos/kube-rbac-proxy:other"))
        .containsExactly("quay-io/ruohe/kube-rbac-proxy:other");
    assertThat(sample.rules()).hasSize(1);
    assertThat(sample.rules().getFirst().source().tags()).hasToString("[*]");
  }
}
