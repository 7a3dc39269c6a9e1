package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.gateway.senders.SenderType;
import io.waybill.gateway.senders.Senders;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the pages of {@code docs/webhooks} tell people to paste is what the gateway starts with. */
class DocumentedWebhooksTest {
  private static final List<DocumentedWebhooks.Block> BLOCKS = DocumentedWebhooks.read();

  @Test
  void everyConfigurationIsOneThatAGatewayStartsWithWhereSendersReachIt() throws Exception {
    for (DocumentedWebhooks.Block block : BLOCKS) {
      if (block.isWaybills()) {
        WaybillConfig config = block.config(TestGateway.SECRET);
        WaybillConfig reachable =
            config.withGateway(config.gateway().withAddress("0.0.0.0", config.gateway().port()));

        assertThat(config.webhooks()).as("%s", block).isNotEmpty();
        assertThat(Gateway.refusal(reachable)).as("%s", block).isEmpty();
      }
    }
  }

  @Test
  void everyTypeIsShown() throws Exception {
    Set<String> shown = new HashSet<>();
    for (DocumentedWebhooks.Block block : BLOCKS) {
      if (block.isWaybills()) {
        block
            .config(TestGateway.SECRET)
            .webhooks()
            .values()
            .forEach(each -> shown.add(each.type()));
      }
    }

    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(Senders.ALL.stream().map(SenderType::name).toList());
  }

  @Test
  void whatIsNotWaybillsIsTheRegistrys() {
    assertThat(BLOCKS)
        .filteredOn(block -> !block.isWaybills())
        .allSatisfy(block -> assertThat(block.yaml()).contains("notifications:\n  endpoints:"));
  }
}
