package io.waybill.migration.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.migration.files.FileText;
import io.waybill.migration.imagesyncer.DefaultPlace;
import io.waybill.migration.imagesyncer.SyncFiles;
import io.waybill.migration.imagesyncer.SyncRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule becomes of the name of an image. */
class ImageRulesTest {
  private static final DefaultPlace TARGET = new DefaultPlace("r.example.com", "team");
  private static final String A = "sha256:" + "aa".repeat(32);
  private static final String B = "sha256:" + "bb".repeat(32);

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx:latest, nginx",
    "nginx:1.27, docker.io/library/nginx:1.27, nginx",
    "docker.io/nginx, docker.io/library/nginx:latest, nginx",
    "index.docker.io/library/nginx:1, docker.io/library/nginx:1, nginx",
    "harbor/team/app:1, docker.io/harbor/team/app:1, team/app",
    "localhost/app:1, localhost/app:1, app",
    "registry:5000/app, registry:5000/app:latest, app",
    "10.0.0.7:5000/a/b/c:v1, 10.0.0.7:5000/a/b/c:v1, b/c",
    "quay.io/team/app:v1, quay.io/team/app:v1, app",
  })
  void aNameIsReadAsAKubeletReadsIt(String name, String source, String target) {
    assertThat(rules(name).rules())
        .containsExactly(Map.entry(source, "r.example.com/team/" + target));
  }

  @Test
  void aDigestGoesUnderItsTagWhereNothingElseDoes() throws Exception {
    ImageRules rules =
        rules(
            "quay.io/a/app:1@" + A, "quay.io/a/app:2@" + B, "quay.io/a/app:2", "quay.io/a/x@" + A);

    assertThat(rules.problems()).isEmpty();
    assertThat(rules.rules())
        .containsExactly(
            Map.entry("quay.io/a/app:2", "r.example.com/team/app"),
            Map.entry("quay.io/a/app@" + A, "r.example.com/team/app:1"),
            Map.entry("quay.io/a/app@" + B, "r.example.com/team/app"),
            Map.entry("quay.io/a/x@" + A, "r.example.com/team/x"));
    assertThat(read(rules.json(), TARGET)).isEqualTo(read(rules.yaml(), TARGET)).hasSize(4);
  }

  @Test
  void twoDigestsOfOneTagGoWithoutIt() {
    assertThat(rules("quay.io/a/app:1@" + A, "quay.io/a/app:1@" + B).rules().values())
        .containsOnly("r.example.com/team/app");
  }

  @Test
  void imagesThatWouldBeTheSameTagAreToldAndNoneIsTaken() {
    ImageRules rules =
        rules("quay.io/a/app:1", "docker.io/b/app:1", "quay.io/a/app:2", "docker.io/b/app:3");

    assertThat(rules.rules()).containsOnlyKeys("quay.io/a/app:2", "docker.io/b/app:3");
    assertThat(rules.problems())
        .containsExactly(
            "docker.io/b/app:1 and quay.io/a/app:1 would all be r.example.com/team/app:1: write"
                + " rules for them yourself, with different targets");
    assertThat(ImageRules.of(users("a/app", "b/app"), DefaultPlace.NONE).problems())
        .containsExactly(
            "docker.io/a/app:latest and docker.io/b/app:latest would all be app:latest: write rules"
                + " for them yourself, with different targets");
  }

  @Test
  void theSameImageIsOneRuleHoweverItIsWritten() {
    ImageRules rules = rules("nginx", "nginx:latest", "docker.io/library/nginx");

    assertThat(rules.rules()).hasSize(1);
    assertThat(rules.problems()).isEmpty();
  }

  @Test
  void aNameThatIsNoneIsToldWithWhatUsesIt() {
    ImageRules rules = rules("quay.io/Team/app", "quay.io/a/app:1", "a@sha256:12", "$IMAGE");

    assertThat(rules.rules()).hasSize(1);
    assertThat(rules.problems())
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("\"quay.io/Team/app\" (pod p in n) is no name"));
  }

  @Test
  void withoutATargetTheMigrationSaysWhere() throws Exception {
    ImageRules rules =
        ImageRules.of(users("quay.io/a/app:1", "quay.io/a/b/c:2@" + A), DefaultPlace.NONE);

    assertThat(rules.rules().values()).containsOnly("");
    assertThat(read(rules.json(), TARGET))
        .containsExactly("r.example.com/team/app []", "r.example.com/team/b/c []");
  }

  private static ImageRules rules(String... names) {
    return ImageRules.of(users(names), TARGET);
  }

  private static Map<String, String> users(String... names) {
    Map<String, String> users = new TreeMap<>();
    Arrays.stream(names).forEach(name -> users.put(name, "pod p in n"));
    return users;
  }

  /** The targets that waybill migrate reads out of it. */
  private List<String> read(String text, DefaultPlace defaults) throws Exception {
    Path file = Files.writeString(directory.resolve("images"), text);
    return SyncFiles.read(Optional.empty(), FileText.read("images", file), defaults, Map.of())
        .rules()
        .stream()
        .map(SyncRule::targets)
        .map(List::getFirst)
        .map(target -> target.repository() + " " + target.tags())
        .toList();
  }
}
