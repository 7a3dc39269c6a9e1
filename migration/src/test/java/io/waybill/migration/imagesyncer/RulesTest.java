package io.waybill.migration.imagesyncer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
  private static final String DIGEST = "sha256:" + "5b".repeat(32);
  private static final DefaultPlace PLACE = new DefaultPlace("swr.example.com", "team");

  private static List<SyncRule> read(String images) throws MigrationFileException {
    return SyncFiles.read(Optional.empty(), new FileText("images.yaml", images), PLACE, Map.of())
        .rules();
  }

  private static SyncRule one(String line) throws MigrationFileException {
    return read(line).getFirst();
  }

  private static List<String> mistakes(String images, DefaultPlace defaults) {
    MigrationFileException wrong =
        catchThrowableOfType(
            MigrationFileException.class,
            () ->
                SyncFiles.read(
                    Optional.empty(), new FileText("images.yaml", images), defaults, Map.of()));
    assertThat(wrong).as(images).isNotNull();
    return wrong.mistakes();
  }

  private static Repository repository(String text) {
    return Repository.parse(text);
  }

  @Test
  void aSourceWithoutTagsStandsForAllOfThem() throws Exception {
    SyncRule rule = one("quay.io/coreos/kube-rbac-proxy: quay.io/ruohe/kube-rbac-proxy");

    assertThat(rule.source())
        .isEqualTo(
            new SourceImages(repository("quay.io/coreos/kube-rbac-proxy"), new TagChoice.All()));
    assertThat(rule.targets())
        .containsExactly(new TargetImages(repository("quay.io/ruohe/kube-rbac-proxy"), List.of()));
    assertThat(rule.line()).isEqualTo(1);
  }

  @Test
  void tagsAreKeptWhereTheTargetNamesNone() throws Exception {
    SyncRule rule = one("quay.io/coreos/proxy:v1.0,v2.0: quay.io/ruohe/proxy");

    assertThat(rule.source().choice())
        .isEqualTo(new TagChoice.Named(List.of(Tag.of("v1.0"), Tag.of("v2.0"))));
    assertThat(rule.targets().getFirst().of(Reference.parse("quay.io/coreos/proxy:v2.0"), 1))
        .isEqualTo(Reference.parse("quay.io/ruohe/proxy:v2.0"));
  }

  @Test
  void tagsAreRenamedOneToOne() throws Exception {
    SyncRule rule = one("quay.io/coreos/proxy:v1.0,v2.0: quay.io/ruohe/proxy:a,b");

    assertThat(rule.targets().getFirst().of(Reference.parse("quay.io/coreos/proxy:v2.0"), 1))
        .isEqualTo(Reference.parse("quay.io/ruohe/proxy:b"));
  }

  @Test
  void aDigestKeepsItsNameOrGetsATag() throws Exception {
    SyncRule kept = one("quay.io/coreos/proxy@" + DIGEST + ": quay.io/ruohe/proxy");
    Reference source = Reference.parse("quay.io/coreos/proxy@" + DIGEST);

    assertThat(kept.source().choice()).isEqualTo(new TagChoice.Exactly(Digest.parse(DIGEST)));
    assertThat(kept.targets().getFirst().of(source, 0).text())
        .isEqualTo("quay.io/ruohe/proxy@" + DIGEST);
    assertThat(
            one("quay.io/a/b@" + DIGEST + ": quay.io/c/d@" + DIGEST)
                .targets()
                .getFirst()
                .of(source, 0)
                .text())
        .isEqualTo("quay.io/c/d@" + DIGEST);
    assertThat(one("quay.io/a/b@" + DIGEST + ": quay.io/c/d:v1").targets().getFirst().of(source, 0))
        .isEqualTo(Reference.parse("quay.io/c/d:v1"));
  }

  @Test
  void aRegularExpressionIsFoundAnywhereInATag() throws Exception {
    TagChoice.Matching any =
        (TagChoice.Matching)
            one("quay.io/coreos/proxy:/a+/: quay.io/ruohe/proxy").source().choice();
    TagChoice.Matching anchored =
        (TagChoice.Matching)
            one("quay.io/coreos/proxy:/^v1|^v2$/: quay.io/ruohe/proxy").source().choice();

    assertThat(any.whole().matches("baab")).isTrue();
    assertThat(any.whole().matches("b")).isFalse();
    assertThat(anchored.whole().matches("v1.5")).isTrue();
    assertThat(anchored.whole().matches("v2")).isTrue();
    assertThat(anchored.whole().matches("v2.5")).isFalse();
  }

  @Test
  void anArrayIsSeveralTargetsAndTheSameTwiceIsOne() throws Exception {
    SyncRule rule =
        one(
            """
            quay.io/coreos/proxy:v1.1:
              - quay.io/ruohe/one
              - quay.io/ruohe/two
              - quay.io/ruohe/one
            """);

    assertThat(rule.targets())
        .extracting(target -> target.repository().toString())
        .containsExactly("quay.io/ruohe/one", "quay.io/ruohe/two");
  }

  @ParameterizedTest
  @CsvSource({
    "harbor.example.com:32080/library/nginx, swr.example.com/team/nginx",
    "harbor.example.com/nginx, swr.example.com/team/nginx",
    "gcr.io/knative-releases/cmd/creds-init, swr.example.com/team/cmd/creds-init",
    "nginx, swr.example.com/team/nginx"
  })
  void anEmptyTargetIsTheDefaultPlace(String source, String target) throws Exception {
    assertThat(one("\"" + source + "\": \"\"").targets().getFirst().repository())
        .isEqualTo(repository(target));
    assertThat(one("\"" + source + "\":").targets().getFirst().repository())
        .isEqualTo(repository(target));
  }

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx",
    "docker.io/nginx, docker.io/library/nginx",
    "team/app, docker.io/team/app",
    "localhost/app, localhost/app",
    "harbor:8080/app, harbor:8080/app",
    "harbor/team/app, harbor/team/app",
    "127.0.0.1:300/library/nginx, 127.0.0.1:300/library/nginx"
  })
  void namesAreReadAsDockerReadsThem(String written, String meant) throws Exception {
    assertThat(one("\"" + written + ":v1\": quay.io/team/app").source().repository())
        .isEqualTo(repository(meant));
  }

  @Test
  void variablesStandInTargets() throws Exception {
    SyncFiles files =
        SyncFiles.read(
            Optional.empty(),
            new FileText("images.yaml", "nginx:v1: ${WHERE}/team/nginx"),
            PLACE,
            Map.of("WHERE", "quay.io"));

    assertThat(files.rules().getFirst().targets().getFirst().repository())
        .isEqualTo(repository("quay.io/team/nginx"));
  }

  @Test
  void jsonMayBeIndentedWithTabsAndBeginWithAMark() throws Exception {
    List<SyncRule> rules =
        read(
            """
            \uFEFF{
            \t"nginx:v1": "quay.io/team/nginx",
            \t"nginx:v2": ["quay.io/a/b"]
            }
            """);

    assertThat(rules).extracting(SyncRule::written).containsExactly("nginx:v1", "nginx:v2");
    assertThat(rules.getLast().line()).isEqualTo(3);
  }

  @Test
  void everyMistakeIsToldAtOnceWithItsLineAndWhatToWrite() {
    List<String> mistakes =
        mistakes(
            """
            quay.io/a/b:v1,v2: quay.io/c/d:x
            quay.io/a/b: quay.io/c/d:x
            quay.io/a/b:/(/: quay.io/c/d
            quay.io/a/b:/v1/: quay.io/c/d:x
            quay.io/a/b:v3: []
            quay.io/a/b:v4: {to: quay.io/c/d}
            https://quay.io/a/b: quay.io/c/d
            quay.io/a/b:v5: ""
            quay.io/a/b@sha256:12: quay.io/c/d
            quay.io/a/B: quay.io/c/d
            quay.io/a/b:v6: quay.io/a/b
            quay.io/a/b:v7: quay.io/c/d@%s
            quay.io/a/b:v8: ${NOWHERE}/c/d
            quay.io/a/b:v9,: quay.io/c/d
            "": quay.io/c/d
            quay.io/a/b@%s,%s: quay.io/c/d
            quay.io/a/b:v10: quay.io/c/d:/x/
            """
                .formatted(DIGEST, DIGEST, DIGEST),
            DefaultPlace.NONE);

    assertThat(mistakes).hasSize(17);
    assertThat(mistakes).allMatch(mistake -> mistake.startsWith("images.yaml, line "));
    assertThat(mistakes.get(0)).contains("line 1", "names 2 and the target 1", "one to one");
    assertThat(mistakes.get(1)).contains("line 2", "stands for every tag");
    assertThat(mistakes.get(2)).contains("line 3", "/(/", "not closed");
    assertThat(mistakes.get(3)).contains("line 4", "keep their names");
    assertThat(mistakes.get(4)).contains("line 5", "empty list");
    assertThat(mistakes.get(5)).contains("line 6", "a list of texts");
    assertThat(mistakes.get(6)).contains("line 7", "scheme");
    assertThat(mistakes.get(7)).contains("line 8", "--registry and --namespace");
    assertThat(mistakes.get(8)).contains("line 9", "64");
    assertThat(mistakes.get(9)).contains("line 10", "lower-case");
    assertThat(mistakes.get(10)).contains("line 11", "its own source");
    assertThat(mistakes.get(11)).contains("line 12", "leave it out");
    assertThat(mistakes.get(12)).contains("line 13", "NOWHERE", "not set");
    assertThat(mistakes.get(13)).contains("line 14", "a tag is empty");
    assertThat(mistakes.get(14)).contains("line 15", "the source is empty");
    assertThat(mistakes.get(15)).contains("line 16", "one digest");
    assertThat(mistakes.get(16)).contains("line 17", "regular expression");
  }

  @Test
  void halfADefaultPlaceIsNone() {
    assertThat(mistakes("nginx: ''", new DefaultPlace("swr.example.com", "")))
        .singleElement()
        .asString()
        .contains("both --registry and --namespace");
    assertThat(mistakes("nginx: ''", new DefaultPlace("https://x", "Team")))
        .anyMatch(mistake -> mistake.startsWith("The default place"));
  }

  @Test
  void aFileWithoutRulesIsAMistake() {
    assertThat(mistakes("", PLACE)).singleElement().asString().contains("names no image");
    assertThat(mistakes("- nginx", PLACE)).singleElement().asString().contains("keys and values");
  }
}
