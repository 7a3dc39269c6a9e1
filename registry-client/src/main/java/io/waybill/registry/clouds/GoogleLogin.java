package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Google Artifact Registry and Container Registry: an OAuth access token is the password of {@code
 * oauth2accesstoken}. It is had for a service account's key
 * (https://developers.google.com/identity/protocols/oauth2/service-account#httprest), or from the
 * metadata server of the machine, which GKE has as well.
 */
public final class GoogleLogin implements CloudLogin {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final String USERNAME = "oauth2accesstoken";
  private static final URI TOKENS = URI.create("https://oauth2.googleapis.com/token");
  private static final long ASSERTION_SECONDS = 3600;

  private final String host;
  private final Optional<Path> keyFile;
  private final Optional<URI> configuredEndpoint;
  private final Map<String, String> environment;
  private final CloudCaller caller;
  private final InstantSource clock;

  /**
   * The login for one registry.
   *
   * @param host the registry's host
   * @param keyFile the service account's key; none = what {@code GOOGLE_APPLICATION_CREDENTIALS}
   *     names, or else the metadata server
   * @param endpoint where tokens are given out, if not where they usually are
   */
  public GoogleLogin(
      String host,
      Optional<Path> keyFile,
      Optional<URI> endpoint,
      Map<String, String> environment,
      CloudCaller caller) {
    this(host, keyFile, endpoint, environment, caller, InstantSource.system());
  }

  GoogleLogin(
      String host,
      Optional<Path> keyFile,
      Optional<URI> endpoint,
      Map<String, String> environment,
      CloudCaller caller,
      InstantSource clock) {
    this.host = host;
    this.keyFile =
        keyFile.or(
            () ->
                Optional.ofNullable(environment.get("GOOGLE_APPLICATION_CREDENTIALS"))
                    .filter(path -> !path.isBlank())
                    .map(Path::of));
    this.configuredEndpoint = endpoint;
    this.environment = Map.copyOf(environment);
    this.caller = caller;
    this.clock = clock;
  }

  @Override
  public String origin() {
    return keyFile
        .map(file -> "Google's token for the key " + file)
        .orElse("Google's metadata server");
  }

  @Override
  public Login pull() throws RegistryException {
    String attempted = "log in to " + host + " with a token of Google";
    Instant asked = clock.instant();
    String answer =
        keyFile.isPresent() ? ofKey(keyFile.get(), asked, attempted) : ofMachine(attempted);
    JsonNode json = CloudCaller.json(answer, attempted);
    return new Login(
        new Credentials.Password(USERNAME, CloudCaller.require(json, "access_token", attempted)),
        asked.plusSeconds(json.path("expires_in").asLong(ASSERTION_SECONDS)));
  }

  private String ofMachine(String attempted) throws RegistryException {
    URI server =
        configuredEndpoint.orElseGet(
            () ->
                URI.create(
                    "http://"
                        + environment.getOrDefault("GCE_METADATA_HOST", "metadata.google.internal")
                        + "/"));
    return caller.get(
        server.resolve("/computeMetadata/v1/instance/service-accounts/default/token"),
        Map.of("Metadata-Flavor", "Google"),
        attempted);
  }

  private String ofKey(Path file, Instant now, String attempted) throws RegistryException {
    JsonNode key = read(file, attempted);
    URI endpoint =
        configuredEndpoint.orElseGet(
            () -> URI.create(key.path("token_uri").asText(TOKENS.toString())));
    String header =
        JSON.createObjectNode()
            .put("alg", "RS256")
            .put("typ", "JWT")
            .put("kid", key.path("private_key_id").asText(""))
            .toString();
    String claims =
        JSON.createObjectNode()
            .put("iss", CloudCaller.require(key, "client_email", attempted))
            .put("scope", SCOPE)
            .put("aud", key.path("token_uri").asText(TOKENS.toString()))
            .put("iat", now.getEpochSecond())
            .put("exp", now.getEpochSecond() + ASSERTION_SECONDS)
            .toString();
    String text =
        encoded(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + encoded(claims.getBytes(StandardCharsets.UTF_8));
    String assertion = text + "." + encoded(sign(text, key, file, attempted));
    return caller.post(
        endpoint,
        Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", assertion),
        attempted);
  }

  /** Read each time: a key that is mounted gets replaced. */
  private static JsonNode read(Path file, String attempted) throws RegistryException {
    JsonNode key;
    try {
      key = JSON.readTree(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      // Jackson's words quote the text, and with it the key perhaps.
      throw unusableKey(file, "it cannot be read as JSON", attempted, null);
    }
    String type = key.path("type").asText("");
    if (!type.equals("service_account")) {
      throw unusableKey(
          file, "its type is \"" + type + "\", and only service_account is known", attempted, null);
    }
    return key;
  }

  private static byte[] sign(String text, JsonNode key, Path file, String attempted)
      throws RegistryException {
    try {
      String pem =
          key.path("private_key")
              .asText("")
              .replaceAll("-----[A-Z ]+-----", "")
              .replaceAll("\\s", "");
      PrivateKey secret =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(secret);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException | IllegalArgumentException unusable) {
      throw unusableKey(file, "its private_key is no RSA key in PKCS #8", attempted, unusable);
    }
  }

  private static RegistryException unusableKey(
      Path file, String why, String attempted, @Nullable Exception cause) {
    RegistryException lacking =
        CloudCaller.lacking(attempted, "the key file " + file + " cannot be used: " + why);
    if (cause != null) {
      lacking.addSuppressed(cause);
    }
    return lacking;
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
