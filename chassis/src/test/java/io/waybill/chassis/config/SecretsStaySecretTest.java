package io.waybill.chassis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No secret of the configuration stands in what is printed of it, wherever it was written. */
class SecretsStaySecretTest {
  /** Part of every secret here, and of nothing else. */
  private static final String MARK = "hunter2";

  private static final String EVERYTHING =
      """
      kafka:
        bootstrapServers: kafka:9093
        properties:
          security.protocol: SASL_SSL
          sasl.jaas.config: 'x required username="u" password="hunter2-of-kafka";'
          ssl.keystore.password: hunter2-of-the-keystore
      database: { url: "jdbc:postgresql://db/w", username: w, password: hunter2-of-the-database }
      registries:
        plain: { url: "https://a.example.com", username: u, password: hunter2-of-the-registry,
          proxy: "http://proxy:3128", proxyUsername: p, proxyPassword: hunter2-of-the-proxy }
        cloud: { url: "https://b.example.com", login: { provider: acr-ee, region: cn-hangzhou,
          instance: cri-1, accessKey: k, secretKey: hunter2-of-the-cloud,
          sessionToken: hunter2-of-the-session } }
      webhooks:
        push: { registry: plain, secret: "${HOOK}", oldSecrets: [hunter2-of-yesterday] }
      api:
        tokens: [ "hunter2-of-an-admin", { name: ci, token: hunter2-of-a-pipeline, role: viewer } ]
        notifications: { secrets: { shop: { secret: hunter2-of-a-shop,
          oldSecrets: [hunter2-of-the-old-shop] } } }
      """;

  @TempDir Path directory;

  @Test
  void theConfigurationAsATextHasNone() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(EVERYTHING, Map.of("HOOK", "hunter2-of-the-environment"));

    assertThat(config.webhooks().values().iterator().next().toString()).contains("***");
    assertThat(config.toString()).contains("kafka:9093").doesNotContain(MARK);
  }

  @Test
  void aSecretInAFileStaysThereWhenItIsPrinted() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "hunter2-of-the-file");
    WaybillConfig config =
        ConfigLoader.parse(
            "database: { url: \"jdbc:postgresql://db/w\", password: \"file:%s\" }".formatted(file),
            Map.of());

    assertThat(config.database().password().map(Secret::reveal)).contains("hunter2-of-the-file");
    assertThat(config.toString()).doesNotContain(MARK);
  }

  @Test
  void noMistakeNearASecretTellsIt() throws Exception {
    for (String[] mistake :
        List.of(
            // A key that there is not, and a value that cannot be.
            new String[] {"secretKey:", "secrteKey:"},
            new String[] {"proxyPassword:", "proxyPasword:"},
            new String[] {"provider: acr-ee", "provider: ecr"},
            new String[] {"hunter2-of-an-admin", "hunter2"},
            new String[] {"hunter2-of-a-pipeline", "hunter2"},
            new String[] {"hunter2-of-a-shop", "hunter2"},
            new String[] {"jdbc:postgresql://db/w", "jdbc:postgresql://db/w?password=hunter2"},
            // A list or a mapping in the place of a secret.
            new String[] {"hunter2-of-the-registry", "[hunter2]"},
            new String[] {"hunter2-of-the-database", "{ hunter2: x }"},
            // What is not YAML any more.
            new String[] {"password: hunter2-of-the-registry", "password: 'hunter2"},
            new String[] {"password: hunter2-of-the-registry", "password: hunter2: x"},
            new String[] {"password: hunter2-of-the-database", "password: @hunter2"},
            new String[] {"password: hunter2-of-the-database", "password: \"hunter2\\q\""},
            new String[] {"secretKey: hunter2-of-the-cloud", "secretKey: *hunter2"})) {
      assertThat(EVERYTHING).contains(mistake[0]);
      Throwable refused =
          catchThrowable(
              () ->
                  ConfigLoader.parse(
                      EVERYTHING.replace(mistake[0], mistake[1]),
                      Map.of("HOOK", "hunter2-of-the-environment")));

      assertThat(refused).as(mistake[1]).isInstanceOf(ConfigException.class);
      assertThat(refused.getMessage()).as(mistake[1]).doesNotContain(MARK);
    }
  }

  @Test
  void noMistakeInAVariableTellsIt() throws Exception {
    Throwable refused =
        catchThrowable(
            () ->
                ConfigLoader.load(
                    Optional.empty(),
                    Map.of(
                        "WAYBILL_API_TOKENS", "hunter2",
                        "WAYBILL_DATABASE_PASSWORD", "hunter2-without-an-address",
                        "WAYBILL_KAFKA_PROPERTIES_SASL_JAAS_CONFG", "hunter2")));

    assertThat(refused).isInstanceOf(ConfigException.class);
    assertThat(refused.getMessage()).doesNotContain(MARK);
  }
}
