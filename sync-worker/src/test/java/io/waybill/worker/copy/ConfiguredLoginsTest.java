package io.waybill.worker.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.chassis.config.ConfigLoader;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.schemas.names.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which account a configured registry is shown. */
final class ConfiguredLoginsTest {
  @TempDir private Path directory = Path.of("");

  private static CredentialSource credentials(String keys) throws Exception {
    String yaml = "registries: { r: { " + keys + " } }";
    return ConfiguredRegistries.of(ConfigLoader.parse(yaml, Map.of()), Map.of())
        .getEndpoint(Registry.of("r"))
        .credentials();
  }

  private static Optional<Credentials> password(String username, String password) {
    return Optional.of(new Credentials.Password(username, password));
  }

  @Test
  void aPasswordInAFileIsReadAgainWhenTheRegistryRefusesIt() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "old");
    CredentialSource source =
        credentials("url: 'https://x', username: me, password: 'file:" + file + "'");
    assertThat(source.find()).isEqualTo(password("me", "old"));

    Files.writeString(file, "new");
    assertThat(source.find()).as("not before").isEqualTo(password("me", "old"));
    source.refused(new Credentials.Password("me", "old"));

    assertThat(source.find()).isEqualTo(password("me", "new"));
    assertThat(source.origin()).isEqualTo("registries.r of the configuration");
  }

  @Test
  void anAccountFileMayBeNamed() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("config.json"),
            "{\"auths\":{\"x.example.com:5000\":{\"username\":\"me\",\"password\":\"pw\"}}}");

    assertThat(
            credentials(
                    "url: 'https://x.example.com:5000', login: { dockerConfig: '" + file + "' }")
                .find())
        .isEqualTo(password("me", "pw"));
  }

  @Test
  void swrTakesItsRegionFromTheHost() throws Exception {
    CredentialSource source =
        credentials(
            "url: 'https://swr.cn-east-3.myhuaweicloud.com',"
                + " login: { provider: swr, accessKey: AKEXAMPLE, secretKey: SKEXAMPLE }");

    assertThat(source.find().orElseThrow().name()).isEqualTo("cn-east-3@AKEXAMPLE");
    assertThatThrownBy(
            () ->
                credentials(
                    "url: 'https://registry.example.com',"
                        + " login: { provider: swr, accessKey: a, secretKey: s }"))
        .hasMessageContaining("registries.r.login.region is missing");
  }

  @Test
  void eachCloudIsAskedOnlyWhenItsAccountIsNeeded() throws Exception {
    String cloud = "url: 'https://x.example.com', login: { endpoint: 'http://127.0.0.1:1', ";

    assertThat(credentials(cloud + "provider: ecr }").origin()).contains("AWS ECR");
    assertThat(credentials(cloud + "provider: google, keyFile: /k.json }").origin())
        .contains("/k.json");
    assertThat(credentials(cloud + "provider: acr, clientId: c }").origin()).contains("client c");
    assertThat(
            credentials(cloud + "provider: acr-ee, instance: i, accessKey: a, secretKey: s }")
                .origin())
        .contains("Alibaba Cloud");
    assertThat(credentials("url: 'https://x.example.com'").find()).isEmpty();
  }
}
