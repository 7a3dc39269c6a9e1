package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link DatabaseConfig}: defaults, every key, each refusal. */
final class DatabaseConfigTest {
  @Test
  void withoutAnAddressItIsTheEmbeddedServer() {
    assertThat(DatabaseConfig.DEFAULT.isEmbedded()).isTrue();
    assertThat(DatabaseConfig.DEFAULT.maxConnections()).isEqualTo(10);
  }

  @Test
  void everyKeyIsMapped() throws Exception {
    DatabaseConfig database =
        ConfigLoader.parse(
                "database: { url: 'jdbc:postgresql://db/w', username: u, password: p,"
                    + " maxConnections: 3 }",
                Map.of())
            .database();

    assertThat(database.url()).contains("jdbc:postgresql://db/w");
    assertThat(database.username()).contains("u");
    assertThat(database.password()).contains(Secret.of("p"));
    assertThat(database.maxConnections()).isEqualTo(3);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(problemsOf("database: { url: 'mysql://db' }"))
        .containsExactly("database.url must begin with jdbc:postgresql:");
    assertThat(problemsOf("database: { url: 'jdbc:postgresql://db/w?password=hunter2' }"))
        .singleElement()
        .asString()
        .contains("holds a password")
        .doesNotContain("hunter2");
    assertThat(problemsOf("database: { username: u, password: p, maxConnections: 0 }")).hasSize(3);
  }
}
