package io.waybill.cli.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.migration.files.FileText;
import io.waybill.migration.imagesyncer.DefaultPlace;
import io.waybill.migration.imagesyncer.SyncFiles;
import io.waybill.migration.imagesyncer.SyncRule;
import io.waybill.migration.imagesyncer.TagChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is listed, and what is written of it. */
class ImagesCommandTest {
  private static final String DIGEST = "sha256:" + "ab".repeat(32);
  private static final String TARGET = "swr.cn-north-4.myhuaweicloud.com/team";

  private static final String WRITTEN =
      """
      {
        "docker.io/envoyproxy/envoy:v1.33.0" : "T/envoy",
        "docker.io/library/busybox:1.37" : "T/busybox",
        "docker.io/library/busybox:latest" : "T/busybox",
        "docker.io/library/nginx:1.27" : "T/nginx",
        "docker.io/nicolaka/netshoot:v0.13" : "T/netshoot",
        "quay.io/billing/agent:5" : "T/agent",
        "quay.io/billing/import:12" : "T/import",
        "quay.io/billing/nightly:2026.10" : "T/nightly",
        "quay.io/shop/asleep:3" : "T/asleep",
        "quay.io/shop/canary:7" : "T/canary",
        "quay.io/shop/model:2026-09" : "T/model",
        "quay.io/shop/old:0.9" : "T/old",
        "quay.io/shop/web:1.4.2" : "T/web",
        "registry.shop.example:5000/db/postgres@D" : "T/postgres:17.2"
      }
      """
          .replace("T/", TARGET + "/")
          .replace("@D", "@" + DIGEST);

  @TempDir private Path directory;
  private RecordedCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = RecordedCluster.start();
    cluster.kubeconfig(directory, "token: " + RecordedCluster.TOKEN);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void imagesOfPodsAndOfWhatPodsAreMadeFromAreWritten() throws Exception {
    CommandRun run = run("-t", TARGET);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(written("images.json")).isEqualTo(WRITTEN);
    assertThat(run.err())
        .isEqualTo(
            "Wrote images.json: 14 images of 3 pods and 8 workloads in 2 namespaces (billing, shop)"
                + " of the context prod.\n");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void migrateReadsTheFileAsItIsMeant() throws Exception {
    run("-t", TARGET);

    List<SyncRule> rules = read("images.json", DefaultPlace.NONE);
    List<String> copies = new ArrayList<>();
    for (SyncRule rule : rules) {
      assertThat(rule.targets()).hasSize(1);
      var source = rule.source().repository();
      var reference =
          switch (rule.source().choice()) {
            case TagChoice.Named(var tags) when tags.size() == 1 -> source.tag(tags.getFirst());
            case TagChoice.Exactly(var digest) -> source.digest(digest);
            default -> throw new AssertionError(rule);
          };
      copies.add(reference.text() + " " + rule.targets().getFirst().of(reference, 0).text());
    }
    assertThat(copies)
        .hasSize(14)
        .contains(
            "docker.io/library/busybox:latest " + TARGET + "/busybox:latest",
            "quay.io/shop/web:1.4.2 " + TARGET + "/web:1.4.2",
            "registry.shop.example:5000/db/postgres@" + DIGEST + " " + TARGET + "/postgres:17.2");
  }

  @Test
  void anEmptyTargetLeavesThePlaceToTheMigration() throws Exception {
    assertThat(run("-t", "", "-n", "billing").exitCode()).isEqualTo(ExitCodes.OK);

    assertThat(written("images.json")).contains("\"quay.io/billing/agent:5\" : \"\"");
    assertThat(read("images.json", new DefaultPlace("registry.example.com", "team")))
        .extracting(rule -> rule.targets().getFirst().repository().toString())
        .contains("registry.example.com/team/agent", "registry.example.com/team/busybox");
  }

  @Test
  void onlyTheNamespacesThatAreNamedAreAsked() throws Exception {
    CommandRun run = run("-t", TARGET, "-n", "billing", "-o", "-");

    assertThat(run.out()).contains("quay.io/billing/nightly:2026.10").doesNotContain("shop");
    assertThat(run.err()).contains("1 namespace (billing)");
    assertThat(cluster.asked()).allMatch(path -> path.contains("/namespaces/billing/"));
    assertThat(directory.resolve("images.json")).doesNotExist();
    for (String all : List.of("", ",", "shop,,billing")) {
      assertThat(run("-t", TARGET, "-n", all, "-o", "-").out()).isEqualTo(WRITTEN);
    }
    assertThat(run("-t", TARGET, "-n", "shop", "-n", "billing", "-o", "-").out())
        .isEqualTo(WRITTEN);
  }

  @Test
  void listsAreReadPageByPage() throws Exception {
    cluster.pages(1);

    assertThat(run("-t", TARGET).err()).contains("of 3 pods and 8 workloads");

    assertThat(written("images.json")).isEqualTo(WRITTEN);
    assertThat(cluster.asked())
        .contains(
            "/api/v1/pods?limit=500",
            "/api/v1/pods?limit=500&continue=%2B%2F%3D1%26",
            "/api/v1/pods?limit=500&continue=%2B%2F%3D2%26");
  }

  @Test
  void aListThatTheClusterHasForgottenIsGoneOnWithOrReadAgain() throws Exception {
    cluster.pages(1);
    cluster.forget("/api/v1/pods", "2");
    cluster.forget("/apis/apps/v1/replicasets", "");

    CommandRun run = run("-t", TARGET);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    // The second pod was never told of: what it says was found in the stateful set.
    assertThat(run.err()).contains("14 images of 2 pods and 8 workloads");
    assertThat(written("images.json")).isEqualTo(WRITTEN);
    assertThat(cluster.asked())
        .contains("/api/v1/pods?limit=500&continue=2", "/apis/apps/v1/replicasets");
  }

  @Test
  void whatMayNotBeListedIsToldAndTheRestIsWritten() throws Exception {
    cluster.forbid("/apis/batch/v1/cronjobs");

    CommandRun run = run("-t", TARGET);

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err())
        .contains("waybill: Not everything is in it:")
        .contains(
            "  - cronjobs of all namespaces: User \"ci\" cannot list it at the cluster scope"
                + " (403)");
    assertThat(written("images.json")).contains("web:1.4.2").doesNotContain("nightly");
  }

  @Test
  void whoMayListNothingIsToldToNameNamespaces() {
    cluster.forbid("/api");

    CommandRun run = run("-t", TARGET);

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("Nothing of the cluster may be listed").contains("with -n");
    assertThat(directory.resolve("images.json")).doesNotExist();
  }

  @Test
  void aNamespaceThatIsNotThereIsTold() throws Exception {
    CommandRun run = run("-t", TARGET, "-n", "shop,shpo");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("the namespace shpo: the cluster has none of that name");
    assertThat(written("images.json")).contains("web:1.4.2");
  }

  @Test
  void aFileIsOverwrittenOnlyWhereThatIsSaid() throws Exception {
    Files.writeString(directory.resolve("images.yaml"), "mine");

    CommandRun refused = run("-t", TARGET, "-o", "images.yaml");

    assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(refused.err()).contains("--overwrite");
    assertThat(written("images.yaml")).isEqualTo("mine");
    assertThat(cluster.asked()).isEmpty();

    assertThat(run("-t", TARGET, "-o", "images.yaml", "--overwrite").exitCode())
        .isEqualTo(ExitCodes.OK);
    assertThat(read("images.yaml", DefaultPlace.NONE)).hasSize(14);
  }

  @Test
  void aTargetOrNamespaceThatIsNoneIsRefused() {
    for (String wrong : List.of("swr.example.com", "swr.example.com/", "swr.example.com/Team")) {
      assertThat(run("-t", wrong).exitCode()).as(wrong).isEqualTo(ExitCodes.USAGE);
    }
    assertThat(run("-t", TARGET, "-n", "../kube-system").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run().err()).contains("--target");
    assertThat(cluster.asked()).isEmpty();
  }

  private CommandRun run(String... arguments) {
    List<String> line = new ArrayList<>(List.of("images", "-k", "kubeconfig"));
    line.addAll(List.of(arguments));
    return CommandRun.in(directory, line.toArray(String[]::new));
  }

  private String written(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private List<SyncRule> read(String name, DefaultPlace defaults) throws Exception {
    return SyncFiles.read(
            Optional.empty(), FileText.read(name, directory.resolve(name)), defaults, Map.of())
        .rules();
  }
}
