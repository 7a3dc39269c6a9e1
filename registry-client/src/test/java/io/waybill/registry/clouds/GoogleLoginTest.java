package io.waybill.registry.clouds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.Credentials;
import io.waybill.registry.Trust;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.recorded.RecordedReply;
import io.waybill.registry.recorded.RecordedServer;
import io.waybill.schemas.failures.FailureCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's logins, as Google documents them. */
final class GoogleLoginTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String TOKEN =
      "{\"access_token\":\"ya29.x\",\"expires_in\":3599,\"token_type\":\"Bearer\"}";

  @TempDir private Path directory = Path.of("");
  private final RecordedServer google = RecordedServer.start();

  @AfterEach
  void stop() {
    google.close();
  }

  private GoogleLogin login(Optional<Path> key, Map<String, String> environment) {
    return new GoogleLogin(
        "europe-docker.pkg.dev",
        key,
        Optional.empty(),
        environment,
        new CloudCaller(Trust.USUAL),
        InstantSource.fixed(NOW));
  }

  private Path keyFile(KeyPair pair) throws Exception {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    return Files.writeString(
        directory.resolve("key.json"),
        JSON.createObjectNode()
            .put("type", "service_account")
            .put("private_key_id", "k1")
            .put("private_key", pem)
            .put("client_email", "waybill@project.iam.gserviceaccount.com")
            .put("token_uri", google.uri() + "/token")
            .toString());
  }

  private static KeyPair keyPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  @Test
  void exchangesASignedAssertionForAToken() throws Exception {
    KeyPair pair = keyPair();
    google.on("POST", "/token", RecordedReply.json(200, TOKEN));

    CloudLogin.Login login = login(Optional.of(keyFile(pair)), Map.of()).pull();

    assertThat(login.account()).isEqualTo(new Credentials.Password("oauth2accesstoken", "ya29.x"));
    assertThat(login.endsAt()).isEqualTo(NOW.plusSeconds(3599));
    Map<String, String> form = google.requests().getFirst().form();
    assertThat(form)
        .containsOnlyKeys("grant_type", "assertion")
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    String[] parts = form.getOrDefault("assertion", "").split("\\.", -1);
    Base64.Decoder decoder = Base64.getUrlDecoder();
    JsonNode header = JSON.readTree(decoder.decode(parts[0]));
    assertThat(header)
        .isEqualTo(JSON.readTree("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}"));
    JsonNode claims = JSON.readTree(decoder.decode(parts[1]));
    assertThat(claims.path("iss").asText()).isEqualTo("waybill@project.iam.gserviceaccount.com");
    assertThat(claims.path("aud").asText()).isEqualTo(google.uri() + "/token");
    assertThat(claims.path("scope").asText())
        .isEqualTo("https://www.googleapis.com/auth/cloud-platform");
    assertThat(claims.path("iat").asLong()).isEqualTo(NOW.getEpochSecond());
    assertThat(claims.path("exp").asLong()).isEqualTo(NOW.getEpochSecond() + 3600);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(pair.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
    assertThat(signature.verify(decoder.decode(parts[2]))).isTrue();
  }

  @Test
  void asksTheMetadataServerWhereThereIsNoKey() throws Exception {
    google.on(
        "GET",
        "/computeMetadata/v1/instance/service-accounts/default/token",
        r ->
            r.header("Metadata-Flavor").equals(Optional.of("Google"))
                ? RecordedReply.json(200, TOKEN)
                : RecordedReply.text(403, ""));

    CloudLogin.Login login =
        login(Optional.empty(), Map.of("GCE_METADATA_HOST", google.address())).pull();

    assertThat(login.account()).isEqualTo(new Credentials.Password("oauth2accesstoken", "ya29.x"));
  }

  @Test
  void saysWhatGoogleSaid() throws Exception {
    Path key = keyFile(keyPair());
    google.on(
        "POST",
        "/token",
        RecordedReply.json(
            400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}"));

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class, () -> login(Optional.of(key), Map.of()).pull());

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure).hasMessageContaining("400 (invalid_grant: Invalid JWT Signature.)");
  }

  @Test
  void saysWhatIsWrongWithTheKeyFileButNotWhatIsInIt() throws Exception {
    Path noJson = Files.writeString(directory.resolve("a"), "sesame");
    Path external = Files.writeString(directory.resolve("b"), "{\"type\":\"external_account\"}");
    Path noKey =
        Files.writeString(
            directory.resolve("c"),
            "{\"type\":\"service_account\",\"client_email\":\"e\",\"private_key\":\"sesame\"}");

    assertThat(message(noJson)).contains("cannot be read as JSON").doesNotContain("sesame");
    assertThat(message(external)).contains("its type is \"external_account\"");
    assertThat(message(noKey)).contains("no RSA key in PKCS #8").doesNotContain("sesame");
  }

  private String message(Path key) {
    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class,
            () ->
                login(Optional.empty(), Map.of("GOOGLE_APPLICATION_CREDENTIALS", key + "")).pull());
    return failure.toString();
  }
}
