package io.waybill.api.deletes;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** For which deletions history is asked at all. */
class DeletionReaderTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void only_enabled_rules_that_propagate_deletes_of_the_repository_are_concerned()
      throws Exception {
    Rule propagates = rule("propagates", "prod/**", "propagate", true);
    List<Rule> rules =
        List.of(
            propagates,
            rule("ignores", "prod/**", "ignore", true),
            rule("disabled", "prod/**", "propagate", false),
            rule("elsewhere", "dev/**", "propagate", true));

    assertThat(DeletionReader.concerned(rules, deleted("here/prod/app")))
        .containsExactly(propagates);
    assertThat(DeletionReader.concerned(rules, deleted("here/test/app"))).isEmpty();
    assertThat(DeletionReader.concerned(rules, deleted("there/prod/app"))).isEmpty();
  }

  private static Rule rule(String name, String repositories, String deletes, boolean enabled)
      throws Exception {
    String json =
        """
        { "name": "%s", "enabled": %s, "deletes": "%s",
          "source": { "registry": "here", "repositories": "%s" },
          "targets": [ { "registry": "there" } ] }
        """
            .formatted(name, enabled, deletes, repositories);
    RuleSpec spec = Json.strict().readValue(json, RuleSpec.class);
    return new Rule(new RuleId(UUID.randomUUID()), 1, NOON, NOON, spec);
  }

  private static ImageDeleted deleted(String repository) {
    return new ImageDeleted(
        EventId.hash("deleted", repository),
        Repository.parse(repository),
        null,
        Digest.sha256(new byte[0]),
        null,
        NOON,
        NOON,
        "/webhooks/test");
  }
}
