package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link LoginConfig}: defaults, every key, each refusal. */
final class LoginConfigTest {
  private static final Registry R = Registry.of("r");

  @TempDir private Path directory = Path.of("");

  private static LoginConfig login(String keys) throws ConfigException {
    return ConfigLoader.parse(
            "registries: { r: { url: 'https://x', login: { " + keys + " } } }", Map.of())
        .registry(R)
        .login();
  }

  private static List<String> refusals(String keys) {
    return problemsOf("registries: { r: { url: 'https://x', login: { " + keys + " } } }");
  }

  @Test
  void nothingIsNeeded() throws Exception {
    assertThat(login("")).isEqualTo(LoginConfig.NONE);
  }

  @Test
  void everyKeyIsMapped() throws Exception {
    LoginConfig alibaba =
        login(
            "provider: acr-ee, accessKey: a, secretKey: s, sessionToken: t, region: cn-hangzhou,"
                + " instance: cri-1, endpoint: 'https://api'");
    LoginConfig azure = login("provider: acr, tenant: t, clientId: c, clientSecret: s");

    assertThat(alibaba.provider()).contains(LoginConfig.Provider.ACR_EE);
    assertThat(alibaba.accessKey()).contains("a");
    assertThat(alibaba.secretKey()).contains(Secret.of("s"));
    assertThat(alibaba.sessionToken()).contains(Secret.of("t"));
    assertThat(alibaba.region()).contains("cn-hangzhou");
    assertThat(alibaba.instance()).contains("cri-1");
    assertThat(alibaba.endpoint()).contains(URI.create("https://api"));
    assertThat(azure.tenant()).contains("t");
    assertThat(azure.clientId()).contains("c");
    assertThat(azure.clientSecret()).contains(Secret.of("s"));
    assertThat(login("provider: google, keyFile: /k").keyFile()).contains(Path.of("/k"));
    assertThat(login("dockerConfig: /c").dockerConfig()).contains(Path.of("/c"));
    assertThat(alibaba.toString()).doesNotContain("secretKey=Optional[s]");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(refusals("provider: gcr"))
        .containsExactly(
            "registries.r.login.provider: \"gcr\" is not one of ecr, google, acr, acr-ee, swr");
    assertThat(refusals("provider: ecr, tenant: t"))
        .containsExactly("registries.r.login.tenant has no effect for the provider ecr");
    assertThat(refusals("accessKey: a, secretKey: s"))
        .containsExactly("registries.r.login.accessKey has no effect without a provider");
    assertThat(refusals("provider: ecr, accessKey: a"))
        .containsExactly("registries.r.login.secretKey is missing: an access key has two halves");
    assertThat(refusals("provider: swr"))
        .singleElement()
        .asString()
        .contains("registries.r.login.accessKey is missing");
    assertThat(refusals("provider: acr-ee, accessKey: a, secretKey: s"))
        .containsExactly("registries.r.login.instance is missing: which instance is it? (cri-...)");
    assertThat(refusals("provider: acr, clientSecret: s"))
        .containsExactly(
            "registries.r.login.clientSecret needs the tenant and the clientId that it belongs to");
    assertThat(refusals("provider: ecr, dockerConfig: /c"))
        .containsExactly(
            "registries.r.login.dockerConfig has no effect beside a provider: remove one of the"
                + " two");
    assertThat(
            problemsOf(
                "registries: { r: { url: 'https://x', username: u, password: p,"
                    + " login: { provider: ecr } } }"))
        .containsExactly(
            "registries.r.login has no effect beside a username: remove one of the two");
  }

  @Test
  void variablesMaySayAllOfIt() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(
            "",
            Map.of(
                "WAYBILL_REGISTRIES_CN_EAST_URL", "https://swr.cn-east-3.myhuaweicloud.com",
                "WAYBILL_REGISTRIES_CN_EAST_LOGIN_PROVIDER", "swr",
                "WAYBILL_REGISTRIES_CN_EAST_LOGIN_REGION", "cn-east-3",
                "WAYBILL_REGISTRIES_CN_EAST_LOGIN_ACCESS_KEY", "ak",
                "WAYBILL_REGISTRIES_CN_EAST_LOGIN_SECRET_KEY", "sk"));

    assertThat(config.registries()).containsOnlyKeys(Registry.of("cn-east"));
    assertThat(config.registry(Registry.of("cn-east")).login().region()).contains("cn-east-3");
  }

  @Test
  void aSecretInAFileIsReadAgainWhenSomebodyAsks() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "old\n");
    Secret secret =
        login("provider: acr, tenant: t, clientId: c, clientSecret: 'file:" + file + "'")
            .clientSecret()
            .orElseThrow();

    Files.writeString(file, "new\n");

    assertThat(secret.reveal()).isEqualTo("old");
    assertThat(secret.current().reveal()).isEqualTo("new");
    Files.delete(file);
    assertThat(secret.current().reveal()).isEqualTo("old");
    assertThat(Secret.of("given").current()).isEqualTo(Secret.of("given"));
  }
}
