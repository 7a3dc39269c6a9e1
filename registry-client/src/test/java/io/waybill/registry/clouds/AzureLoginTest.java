package io.waybill.registry.clouds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.Credentials;
import io.waybill.registry.Trust;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.recorded.RecordedReply;
import io.waybill.registry.recorded.RecordedServer;
import io.waybill.schemas.failures.FailureCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Azure Container Registry's login, as Azure documents it. */
final class AzureLoginTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String ENTRA_TOKEN =
      "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"entra token\"}";

  @TempDir private Path directory = Path.of("");
  private final RecordedServer registry = RecordedServer.start();
  private final RecordedServer entra = RecordedServer.start();
  private final String identityToken =
      "e30."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString("{\"iat\":1000,\"exp\":11800}".getBytes(StandardCharsets.UTF_8))
          + ".sig";

  @BeforeEach
  void record() {
    registry.on(
        "POST",
        "/oauth2/exchange",
        RecordedReply.json(200, "{\"refresh_token\":\"%s\"}".formatted(identityToken)));
    entra.on("POST", "/the-tenant/oauth2/v2.0/token", RecordedReply.json(200, ENTRA_TOKEN));
  }

  @AfterEach
  void stop() {
    registry.close();
    entra.close();
  }

  private AzureLogin login(Optional<String> secret, Map<String, String> environment) {
    boolean application = secret.isPresent();
    return new AzureLogin(
        registry.uri(),
        new AzureIdentity(
            application ? Optional.of("the-tenant") : Optional.empty(),
            application ? Optional.of("the-client") : Optional.empty(),
            secret),
        Optional.of(entra.uri().resolve("/")),
        environment,
        new CloudCaller(Trust.USUAL),
        InstantSource.fixed(NOW));
  }

  @Test
  void exchangesATokenForTheApplicationsSecretAtTheRegistry() throws Exception {
    CloudLogin.Login login = login(Optional.of("sesame"), Map.of()).pull();

    assertThat(login.account())
        .isEqualTo(
            new Credentials.IdentityToken("00000000-0000-0000-0000-000000000000", identityToken));
    assertThat(login.endsAt()).isEqualTo(NOW.plusSeconds(10800));
    assertThat(entra.requests().getFirst().form())
        .isEqualTo(
            Map.of(
                "grant_type", "client_credentials",
                "client_id", "the-client",
                "client_secret", "sesame",
                "scope", "https://containerregistry.azure.net/.default"));
    assertThat(registry.requests().getFirst().form())
        .isEqualTo(
            Map.of(
                "grant_type", "access_token",
                "service", registry.address(),
                "tenant", "the-tenant",
                "access_token", "entra token"));
  }

  @Test
  void showsTheFederatedTokenThatKubernetesMounts() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "the jwt");
    Map<String, String> environment =
        Map.of(
            "AZURE_TENANT_ID", "the-tenant",
            "AZURE_CLIENT_ID", "pod-client",
            "AZURE_FEDERATED_TOKEN_FILE", token.toString());

    login(Optional.empty(), environment).pull();

    assertThat(entra.requests().getFirst().form())
        .isEqualTo(
            Map.of(
                "grant_type", "client_credentials",
                "client_id", "pod-client",
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion", "the jwt",
                "scope", "https://containerregistry.azure.net/.default"));
  }

  @Test
  void asksTheMachineForItsManagedIdentity() throws Exception {
    entra.on(
        "GET",
        "/metadata/identity/oauth2/token",
        r ->
            r.header("Metadata").equals(Optional.of("true"))
                ? RecordedReply.json(200, ENTRA_TOKEN)
                : RecordedReply.text(400, ""));

    login(Optional.empty(), Map.of("AZURE_CLIENT_ID", "assigned")).pull();

    assertThat(entra.requests().getFirst().parameters())
        .isEqualTo(
            Map.of(
                "api-version", "2018-02-01",
                "resource", "https://containerregistry.azure.net",
                "client_id", "assigned"));
    assertThat(registry.requests().getFirst().form()).doesNotContainKey("tenant");
  }

  @Test
  void saysWhatEntraAndTheRegistrySaid() {
    registry.on(
        "POST",
        "/oauth2/exchange",
        RecordedReply.json(
            401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"not yours\"}]}"));
    RegistryException byRegistry =
        catchThrowableOfType(
            RegistryException.class, () -> login(Optional.of("sesame"), Map.of()).pull());
    entra.on(
        "POST",
        "/the-tenant/oauth2/v2.0/token",
        RecordedReply.json(
            401,
            "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client"
                + " secret provided.\"}"));
    RegistryException byEntra =
        catchThrowableOfType(
            RegistryException.class, () -> login(Optional.of("sesame"), Map.of()).pull());

    assertThat(byRegistry).hasMessageContaining("401 (UNAUTHORIZED: not yours)");
    assertThat(byEntra.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(byEntra)
        .hasMessageContaining("(invalid_client: AADSTS7000215: Invalid client secret provided.)");
    assertThat(byEntra.toString()).doesNotContain("sesame");
  }
}
