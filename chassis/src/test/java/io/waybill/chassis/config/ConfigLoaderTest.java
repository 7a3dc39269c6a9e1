package io.waybill.chassis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where settings come from, and what is said when they are wrong. */
final class ConfigLoaderTest {
  @Test
  void nothingConfiguredIsTheDefault() throws Exception {
    assertThat(ConfigLoader.load(Optional.empty(), Map.of())).isEqualTo(WaybillConfig.DEFAULT);
  }

  @Test
  void theFileIsMapped() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(
            """
            kafka: { bootstrapServers: "kafka:9092" }
            registries:
              shanghai: { url: "https://swr.example.com", region: cn-east, username: bot, password: "${PW}" }
            webhooks:
              push: { registry: shanghai, secret: s3cret }
            """,
            Map.of("PW", "hunter2"));

    assertThat(config.kafka().bootstrapServers()).contains("kafka:9092");
    assertThat(config.regionOf(Registry.of("shanghai"))).isEqualTo(Region.of("cn-east"));
    assertThat(config.registry(Registry.of("shanghai")).password()).contains(Secret.of("hunter2"));
    assertThat(config.toString()).doesNotContain("hunter2", "s3cret");
  }

  @Test
  void theEnvironmentWins() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(
            "gateway: { port: 1 }",
            Map.of(
                "WAYBILL_GATEWAY_PORT", "2",
                "WAYBILL_REGISTRIES_TOKYO_URL", "https://tokyo.example.com",
                "WAYBILL_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SSL"));

    assertThat(config.gateway().port()).isEqualTo(2);
    assertThat(config.registries()).containsKey(Registry.of("tokyo"));
    assertThat(config.kafka().properties()).containsEntry("security.protocol", "SSL");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestKnownOne() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.parse("kafka:\n  bootstrapServer: a:1\n", Map.of()));

    assertThat(refused)
        .hasMessage(
            "Unknown key kafka.bootstrapServer in waybill.yaml, line 2: did you mean"
                + " bootstrapServers?");
  }

  @Test
  void allProblemsAreSaidAtOnceEachWithItsPlace() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigLoader.parse(
                    """
                    gatway: {}
                    gateway:
                      port: lots
                    api: { tokens: ["${UNSET}"] }
                    """,
                    Map.of("WAYBILL_WORKER_PORT", "x", "WAYBILL_WORKER_PROT", "1")));

    assertThat(refused.problems())
        .containsExactlyInAnyOrder(
            "Unknown key gatway in waybill.yaml, line 1: did you mean gateway?",
            "gateway.port must be a whole number, but is \"lots\" (waybill.yaml, line 3)",
            "api.tokens refers to the environment variable UNSET, which is not set (waybill.yaml,"
                + " line 4)",
            "worker.port must be a whole number, but is \"x\" (environment variable"
                + " WAYBILL_WORKER_PORT)",
            "The environment variable WAYBILL_WORKER_PROT sets no key: did you mean"
                + " WAYBILL_WORKER_PORT?");
    assertThat(refused)
        .hasMessageStartingWith("The configuration (waybill.yaml) has 5 problems:\n- ");
  }

  @Test
  void whatKubernetesSetsBesideAServiceIsNotOurs() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(
            "",
            Map.of(
                "WAYBILL_GATEWAY_PORT", "tcp://10.0.0.1:80",
                "WAYBILL_GATEWAY_SERVICE_HOST", "10.0.0.1",
                "WAYBILL_GATEWAY_SERVICE_PORT_HTTP", "80",
                "WAYBILL_GATEWAY_PORT_80_TCP_ADDR", "10.0.0.1"));

    assertThat(config).isEqualTo(WaybillConfig.DEFAULT);
  }

  @Test
  void aSecretMayStandInAFile(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("password");
    Files.writeString(file, "hunter2\n");
    WaybillConfig config =
        ConfigLoader.parse(
            "registries: { r: { url: 'https://x', username: u, password: 'file:${DIR}/password' }"
                + " }",
            Map.of("DIR", directory.toString()));

    assertThat(config.registry(Registry.of("r")).password()).contains(Secret.of("hunter2"));
    assertThat(Refusals.problemsOf("api: { tokens: ['file:/no/such'] }"))
        .containsExactly(
            "api.tokens names the file /no/such, which cannot be read: there is no such file");
  }

  @Test
  void referencesMayHaveADefaultAndMayBeMeantLiterally() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(
            "registries: { r: { url: 'https://${HOST:-x.example.com}', username: '$${u', password:"
                + " p } }",
            Map.of());

    assertThat(config.registry(Registry.of("r")).url()).hasHost("x.example.com");
    assertThat(config.registry(Registry.of("r")).username()).contains("${u");
    assertThat(Refusals.problemsOf("data: '${oops'"))
        .containsExactly(
            "data has a ${ that begins no ${NAME}: write $${ where ${ itself is meant");
  }

  @Test
  void aFileThatIsNotThereIsASentence() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(Optional.of(Path.of("/no/such.yaml")), Map.of()));

    assertThat(refused)
        .hasMessage(
            "Tried to read the configuration /no/such.yaml but failed because: there is no such"
                + " file");
  }

  @Test
  void whatIsNotYamlIsExplainedWithItsOwnLine() {
    assertThatThrownBy(() -> ConfigLoader.parse("gateway:\n\tport: 1\n", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "This is not YAML: the line is indented with a tab, where YAML wants spaces"
                + " (waybill.yaml, line 2)");
    assertThat(Refusals.problemsOf("worker:\n  regions: [a,\n"))
        .singleElement()
        .asString()
        .contains("ends too early");
  }

  @Test
  void aSecretThatCannotBeReadIsNotCalledMissingToo() {
    assertThat(
            Refusals.problemsOf(
                "registries: { a: { url: 'https://a', username: u, password: '${NOT_SET}' } }"))
        .singleElement()
        .asString()
        .contains("NOT_SET, which is not set");
  }

  @Test
  void aClientOfTheApiNeedsNoMoreThanItsPart(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("part.yaml");
    Files.writeString(
        file,
        """
        registries: { a: { url: "https://a", username: u, password: "${NOT_SET}" } }
        api: { port: 9000 }
        """);

    assertThat(ConfigLoader.loadApi(Optional.of(file), Map.of()).port()).isEqualTo(9000);

    Files.writeString(file, "api: { prt: 9000 }");
    assertThatThrownBy(() -> ConfigLoader.loadApi(Optional.of(file), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean port?");
  }

  @Test
  void whatIsNotYamlIsSaidWithItsLine() {
    assertThat(Refusals.problemsOf("kafka: {")).singleElement().asString().contains("not YAML");
    assertThat(Refusals.problemsOf("kafka: x"))
        .containsExactly("kafka must be made of keys and values");
    assertThat(Refusals.problemsOf("data: a\ndata: b")).singleElement().asString().contains("data");
    assertThat(Refusals.problemsOf("data: &a x\nlog: { format: *a }"))
        .singleElement()
        .asString()
        .contains("alias");
    assertThat(Refusals.problemsOf("data: [a]")).containsExactly("data must be a single value");
  }

  @Test
  void aSecretShowsItselfToNobody() {
    Secret secret = Secret.of("hunter2");

    assertThat(secret).hasToString("***").isEqualTo(Secret.of("hunter2"));
    assertThat(secret.matches("hunter2")).isTrue();
    assertThat(secret.matches("hunter3")).isFalse();
    assertThat(secret.reveal()).isEqualTo("hunter2");
  }
}
