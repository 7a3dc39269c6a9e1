package io.waybill.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessagesTest {
  @Test
  void aRuleReadsBackAsItWasWritten() throws Exception {
    RuleSpec spec =
        RuleSpec.of(
            "prod-to-eu",
            new RuleSource(Registry.of("shanghai"), List.of(Glob.parse("prod/**")), null, null),
            List.of(RuleTarget.of(Registry.of("frankfurt"))));
    Rule rule = new Rule(new RuleId(UUID.randomUUID()), 1, Instant.EPOCH, Instant.EPOCH, spec);

    Message message = Messages.of(rule);

    assertThat(Messages.readRule(message.headers(), message.value())).isEqualTo(rule);
    assertThat(new String(message.value(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"name\":\"prod-to-eu\"")
        .doesNotContain("\"spec\"");
  }
}
