package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleReaderTest {
  @Test
  void everythingThatIsWrongIsFoundAtOnceWithItsPlace() throws Exception {
    RuleReader.Read read =
        read(
            """
            {"name": "no spaces", "enabeld": true, "overwrite": "maybe", "timeout": "1ms",
             "source": {"registry": "a", "repositories": ["prod/**", "prod/[a]", "semver:>=1"],
                        "tags": ["v*", "/v(/"], "latest": 0, "exclude": "x"},
             "platforms": ["linux/amd64", "windows"],
             "targets": [{"registry": "b"}, {"repository": "x/{repo}"}, {"flatten": "some", "registry": "c"}]}
            """);

    assertThat(read.problems())
        .extracting(RuleProblem::key)
        .containsExactlyInAnyOrder(
            "name",
            "enabeld",
            "overwrite",
            "timeout",
            "source.repositories[1]",
            "source.repositories[2]",
            "source.tags[1]",
            "source.latest",
            "source.exclude",
            "platforms[1]",
            "platforms",
            "targets[1].repository",
            "targets[1].registry",
            "targets[2].flatten");
    assertThat(read.problems())
        .extracting(RuleProblem::detail)
        .contains(
            "targets[1].registry is missing",
            "source.latest must be from 1 to 10000, not 0",
            "source.tags[1]: the pattern \"/v(/\" is not valid: a '(' is not closed")
        .anyMatch(
            detail -> detail.startsWith("unknown key \"enabeld\" (did you mean \"enabled\"?)"))
        .anyMatch(detail -> detail.startsWith("source.repositories[2]: \"semver:>=1\" is a range"));
    assertThat(read.spec()).isPresent();
  }

  @Test
  void anEmptyRuleLacksItsThreeKeys() throws Exception {
    assertThat(read("{}").problems())
        .extracting(RuleProblem::detail)
        .containsExactly("name is missing", "source is missing", "targets is missing");
    assertThat(read("{\"name\": \"n\", \"source\": {}, \"targets\": [{}]}").problems())
        .extracting(RuleProblem::detail)
        .containsExactlyInAnyOrder(
            "source.registry is missing",
            "source.repositories is missing",
            "targets[0].registry is missing");
  }

  @Test
  void aValueOfTheWrongKindStopsNothing() throws Exception {
    assertThat(
            read("{\"name\": {}, \"source\": [], \"targets\": \"b\", \"referrers\": \"no\"}")
                .problems())
        .extracting(RuleProblem::key)
        .containsExactlyInAnyOrder("name", "source", "targets", "referrers");
    assertThat(
            read("""
            {"name": "n", "source": {"registry": "a", "repositories": "a b"},
             "targets": [{"registry": "b"}]}
            """)
                .problems())
        .extracting(RuleProblem::key)
        .isEqualTo(List.of("source.repositories[0]"));
  }

  @Test
  void theNewKeysAreKnownBySuggestion() throws Exception {
    for (String key : List.of("artefacts", "shedule", "backfil", "priorty", "deletions")) {
      String problem =
          read("{\"name\": \"n\", \"%s\": 1, \"source\": {\"registry\": \"a\", \"repositories\": \"a\"}, \"targets\": [{\"registry\": \"b\"}]}"
                  .formatted(key))
              .problems()
              .getFirst()
              .detail();
      assertThat(problem)
          .contains("unknown key \"" + key + "\"")
          .contains("artifacts", "backfill", "deletes", "priority", "schedule");
    }
    assertThat(
            read("{\"name\": \"n\", \"source\": {\"registry\": \"a\", \"repositories\": \"a\","
                    + " \"excludeRepos\": 1}, \"targets\": [{\"registry\": \"b\"}]}")
                .problems()
                .getFirst()
                .detail())
        .contains("excludeRepositories", "latest");
  }

  @Test
  void aRuleWithNothingWrongIsRead() throws Exception {
    RuleReader.Read read =
        read(
            "{\"name\": \"n\", \"source\": {\"registry\": \"a\", \"repositories\": \"a\"},"
                + " \"targets\": [{\"registry\": \"b\"}]}");

    assertThat(read.problems()).isEmpty();
    assertThat(read.spec().orElseThrow().name()).isEqualTo("n");
  }

  private static RuleReader.Read read(String json) throws Exception {
    return RuleReader.read((ObjectNode) Json.strict().readTree(json));
  }
}
