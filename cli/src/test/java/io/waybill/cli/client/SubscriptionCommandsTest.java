package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Subscriptions, registries and output formats, the client's side. */
class SubscriptionCommandsTest extends CommandTest {
  private static final String SUBSCRIPTION =
      """
      {"id":"2bea0340-ed14-44d2-8947-91b900d7e11d","revision":3,"name":"shop","enabled":true,
       "when":["arrived","failed"],"webhook":{"url":"https://deploy.example.com/hook"},
       "health":{"state":"disabled","pending":7,"skipped":0,"disabledReason":"It answered 410."}}\
      """;

  @Test
  void subscriptionsAreListedWithTheirHealth() {
    api().on("GET /api/v1/subscriptions", 200, "{\"items\":[" + SUBSCRIPTION + "]}");

    CommandRun run = run("subscriptions", "list");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("disabled", "arrived,failed", "https://deploy.example.com/hook", "410", "shop");
  }

  @Test
  void theSameIsYamlForWhomWantsIt() {
    api()
        .on("GET /api/v1/subscriptions", 200, "{\"items\":[" + SUBSCRIPTION + "]}")
        .on("GET /api/v1/subscriptions/shop", 200, SUBSCRIPTION);

    assertThat(run("subscriptions", "list", "-o", "yaml").out())
        .contains("- id: 2bea0340-ed14-44d2-8947-91b900d7e11d", "  name: shop", "    pending: 7");
    assertThat(run("subscriptions", "show", "shop", "-o", "yaml").out())
        .startsWith("id: 2bea0340")
        .contains("when:\n- arrived");
    assertThat(run("subscriptions", "show", "shop").out()).startsWith("{");
  }

  @Test
  void oneIsMadeAndReplacedFromYaml() throws IOException {
    write(
        "s.yaml",
        "name: shop\nwhen: [arrived]\nwebhook: { url: 'https://deploy.example.com/hook' }\n");
    api()
        .on("POST /api/v1/subscriptions", 201, SUBSCRIPTION)
        .on("PUT /api/v1/subscriptions/shop", 200, SUBSCRIPTION);

    assertThat(run("subscriptions", "create", "-f", "s.yaml").out()).contains("shop (2bea0340");
    assertThat(run("subscriptions", "update", "shop", "-f", "s.yaml").out()).contains("revision 3");
    assertThat(api().asked())
        .allSatisfy(asked -> assertThat(asked).contains("\"when\":[\"arrived\"]"));
  }

  @Test
  void aTestThatFailsIsAFailure() {
    api()
        .on(
            "POST /api/v1/subscriptions/shop:test",
            200,
            "{\"delivered\":false,\"tookMs\":3,\"error\":\"The receiver answered 500.\"}")
        .on(
            "POST /api/v1/subscriptions/good:test",
            200,
            "{\"delivered\":true,\"answered\":204,\"tookMs\":3}");

    CommandRun failed = run("subscriptions", "test", "shop");
    assertThat(failed.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(failed.out()).contains("The receiver answered 500.");
    CommandRun good = run("subscriptions", "test", "good");
    assertThat(good.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(good.out()).contains("204 after 3 ms");
  }

  @Test
  void deliveriesAreListedWithTheirStatus() {
    api()
        .on(
            "GET /api/v1/subscriptions/shop/deliveries?limit=20",
            200,
            """
            {"items":[{"id":"9a2f4e1c-7c1b-3b52-9d0e-3f1d6f0c2a11","taskId":"t-1","state":"pending",
              "createdAt":"2026-11-22T03:00:00.123456Z","attempts":2,"answered":503,
              "triedAt":"2026-11-22T03:00:09Z","error":"The receiver answered 503."}]}\
            """);

    assertThat(run("subscriptions", "deliveries", "shop").out())
        .contains("2026-11-22T03:00:00Z", "pending", "503", "t-1");
  }

  @Test
  void aSubscriptionIsRemoved() {
    api().on("DELETE /api/v1/subscriptions/shop", 204, "");

    assertThat(run("subscriptions", "delete", "shop").out()).contains("Removed");
    assertThat(run("subscriptions", "delete", "shop", "-o", "json").out()).isEmpty();
  }

  @Test
  void registriesAreListedWithHowTheyAre() {
    api()
        .on(
            "GET /api/v1/registries",
            200,
            """
            {"items":[{"name":"frankfurt","url":"https://eu.example.com","region":"eu",
              "health":{"status":"failing","waiting":12,"running":3,
               "lastSuccessAt":"2026-11-22T03:00:00.5Z",
               "lastFailure":{"code":"NETWORK","reason":"no","hint":"look","taskId":"t","at":"2026-11-22T04:00:00Z"}}}]}\
            """);

    assertThat(run("registries").out())
        .contains("frankfurt", "failing", "12", "2026-11-22T03:00:00Z", "NETWORK");
    assertThat(run("registries", "-o", "yaml").out()).contains("status: failing");
  }
}
