package io.waybill.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.chassis.config.RepositoryPrefix;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.wire.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private static final Scope TEAM =
      new Scope(
          List.of(
              new Area(
                  Set.of(Registry.of("here"), Registry.of("there")),
                  Set.of(
                      RepositoryPrefix.parse("team-a/**"), RepositoryPrefix.parse("tools/cc")))));

  @Test
  void an_image_lies_within_by_registry_and_repository() {
    assertThat(TEAM.contains(Reference.parse("here/team-a/x/app:v1"))).isTrue();
    assertThat(TEAM.contains(Reference.parse("here/tools/cc:v1"))).isTrue();
    assertThat(TEAM.contains(Reference.parse("here/team-a:v1"))).isFalse();
    assertThat(TEAM.contains(Reference.parse("here/team-ab/app:v1"))).isFalse();
    assertThat(TEAM.contains(Reference.parse("here/tools/cc/x:v1"))).isFalse();
    assertThat(TEAM.contains(Reference.parse("far/team-a/app:v1"))).isFalse();
  }

  @Test
  void equal_limits_are_kept_as_equal_documents() throws Exception {
    Area one = new Area(Set.of(Registry.of("here")), Set.of(RepositoryPrefix.parse("team-a/**")));
    Area other = new Area(Set.of(), Set.of(RepositoryPrefix.parse("tools/cc")));
    String kept = Json.strict().writeValueAsString(new Scope(List.of(one, other)));
    assertThat(kept)
        .isEqualTo(Json.strict().writeValueAsString(new Scope(List.of(other, one, other))))
        .isEqualTo(
            "[{\"registries\":[\"here\"],\"repositories\":[\"team-a/**\"]},"
                + "{\"registries\":[],\"repositories\":[\"tools/cc\"]}]");
    Scope read = Json.strict().readValue(kept, Scope.class);
    assertThat(read.contains(Reference.parse("far/tools/cc:v1"))).isTrue();
    assertThat(read.contains(Reference.parse("far/team-a/x:v1"))).isFalse();
  }

  @Test
  void a_rule_may_be_changed_by_whom_all_that_it_can_reach_belongs_to() throws Exception {
    assertThat(TEAM.covers(rule("team-a/**", "{}"))).isTrue();
    assertThat(TEAM.covers(rule("team-a/app-*", "{\"repository\":\"team-a/mirror/{name}\"}")))
        .isTrue();
    assertThat(TEAM.covers(rule("team-a/**", "{\"repository\":\"{namespace}/copy/{name}\"}")))
        .isTrue();
    assertThat(TEAM.covers(rule("tools/cc", "{}"))).isTrue();
    for (String pattern :
        List.of("**", "team-a*/**", "{team-a,team-b}/**", "tools/cc*", "team-b/x")) {
      assertThat(TEAM.covers(rule(pattern, "{\"repository\":\"team-a/{name}\"}")))
          .as(pattern)
          .isFalse();
    }
    for (String target :
        List.of(
            "{\"repository\":\"mirror/{repository}\"}",
            "{\"repository\":\"{name}\"}",
            "{\"flatten\":\"all\"}",
            "{\"repository\":\"{namespace}-x/{name}\"}")) {
      assertThat(TEAM.covers(rule("team-a/**", target))).as(target).isFalse();
    }
  }

  @Test
  void a_rule_may_be_read_by_whom_one_of_its_ends_belongs_to() throws Exception {
    assertThat(TEAM.sees(rule("**", "{\"repository\":\"team-a/{name}\"}"))).isTrue();
    assertThat(TEAM.sees(rule("team-a/**", "{\"repository\":\"mirror/{name}\"}"))).isTrue();
    assertThat(TEAM.sees(rule("**", "{}"))).isFalse();
    assertThat(TEAM.sees(rule("team-b/**", "{}"))).isFalse();
  }

  @Test
  void without_areas_nothing_lies_within_and_without_limits_everything_does() throws Exception {
    Scope nowhere = new Scope(List.of());
    assertThat(nowhere.contains(Reference.parse("here/app:v1"))).isFalse();
    assertThat(nowhere.condition("r", "p").sql()).isEqualTo("FALSE");
    assertThat(Scope.EVERYTHING.covers(rule("**", "{}"))).isTrue();
    assertThat(Scope.EVERYTHING.condition("r", "p")).isEqualTo(Condition.TRUE);
  }

  @Test
  void a_condition_has_a_value_for_each_question_mark() {
    Condition condition = TEAM.condition("registry", "repository");
    assertThat(condition.sql())
        .contains("registry = ANY (?)", "starts_with(repository, ?)", "repository = ?");
    assertThat(condition.values())
        .hasSize((int) condition.sql().chars().filter(c -> c == '?').count());
  }

  private static RuleSpec rule(String repositories, String target) throws JsonProcessingException {
    String to = target.equals("{}") ? "" : "," + target.substring(1, target.length() - 1);
    return Json.strict()
        .readValue(
            """
            {"name":"r","source":{"registry":"here","repositories":"%s"},"targets":[{"registry":"there"%s}]}
            """
                .formatted(repositories, to),
            RuleSpec.class);
  }
}
