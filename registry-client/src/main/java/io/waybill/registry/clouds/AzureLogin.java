package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Azure Container Registry: a token of Microsoft Entra ID (for a secret, a federated token or a
 * managed identity) is exchanged at the registry for an identity token
 * (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md).
 */
public final class AzureLogin implements CloudLogin {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whom the registry takes identity tokens from, whoever it is. */
  private static final String USERNAME = "00000000-0000-0000-0000-000000000000";

  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private static final URI MACHINE = URI.create("http://169.254.169.254/");

  /** Identity tokens live three hours; where one does not say, less is assumed. */
  private static final Duration DEFAULT_LIFE = Duration.ofHours(1);

  private final URI registry;
  private final AzureIdentity identity;
  private final Optional<URI> configuredEndpoint;
  private final Map<String, String> environment;
  private final CloudCaller caller;
  private final InstantSource clock;

  /**
   * The login for one registry.
   *
   * @param registry the registry's address
   * @param identity who logs in
   * @param endpoint where tokens of Entra ID, or of the managed identity, are given out, if not
   *     where they usually are
   */
  public AzureLogin(
      URI registry,
      AzureIdentity identity,
      Optional<URI> endpoint,
      Map<String, String> environment,
      CloudCaller caller) {
    this(registry, identity, endpoint, environment, caller, InstantSource.system());
  }

  AzureLogin(
      URI registry,
      AzureIdentity identity,
      Optional<URI> endpoint,
      Map<String, String> environment,
      CloudCaller caller,
      InstantSource clock) {
    this.registry = registry;
    this.identity = identity.orOf(environment);
    this.configuredEndpoint = endpoint;
    this.environment = Map.copyOf(environment);
    this.caller = caller;
    this.clock = clock;
  }

  @Override
  public String origin() {
    return "Azure's token for "
        + identity.clientId().map(id -> "client " + id).orElse("the managed identity");
  }

  @Override
  public Login pull() throws RegistryException {
    String attempted = "log in to " + registry.getHost() + " with Microsoft Entra ID";
    JsonNode entra = CloudCaller.json(entraToken(attempted), attempted);
    Instant asked = clock.instant();
    Map<String, String> form = new TreeMap<>();
    form.put("grant_type", "access_token");
    form.put("service", AwsSignature.authority(registry));
    form.put("access_token", CloudCaller.require(entra, "access_token", attempted));
    identity.tenant().ifPresent(tenant -> form.put("tenant", tenant));
    JsonNode answer =
        CloudCaller.json(
            caller.post(registry.resolve("/oauth2/exchange"), form, attempted), attempted);
    String token = CloudCaller.require(answer, "refresh_token", attempted);
    return new Login(new Credentials.IdentityToken(USERNAME, token), asked.plus(life(token)));
  }

  private String entraToken(String attempted) throws RegistryException {
    Optional<String> federated = AzureIdentity.variable(environment, "AZURE_FEDERATED_TOKEN_FILE");
    boolean application = identity.tenant().isPresent() && identity.clientId().isPresent();
    if (!application || (identity.clientSecret().isEmpty() && federated.isEmpty())) {
      return ofManagedIdentity(attempted);
    }
    Map<String, String> form = new TreeMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", identity.clientId().orElseThrow());
    form.put("scope", cloud().resource() + "/.default");
    if (identity.clientSecret().isPresent()) {
      form.put("client_secret", identity.clientSecret().get());
    } else {
      form.put("client_assertion_type", ASSERTION_TYPE);
      form.put("client_assertion", read(Path.of(federated.orElseThrow()), attempted));
    }
    URI authority =
        configuredEndpoint
            .or(() -> AzureIdentity.variable(environment, "AZURE_AUTHORITY_HOST").map(URI::create))
            .orElse(cloud().authority());
    return caller.post(
        authority.resolve("/" + identity.tenant().orElseThrow() + "/oauth2/v2.0/token"),
        form,
        attempted);
  }

  /** IMDS, of a virtual machine or a node. */
  private String ofManagedIdentity(String attempted) throws RegistryException {
    String query =
        "/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
            + CloudCaller.encode(cloud().resource())
            + identity.clientId().map(id -> "&client_id=" + CloudCaller.encode(id)).orElse("");
    return caller.get(
        configuredEndpoint.orElse(MACHINE).resolve(query), Map.of("Metadata", "true"), attempted);
  }

  /** Read each time: what mounts the file replaces it. */
  private static String read(Path file, String attempted) throws RegistryException {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw CloudCaller.lacking(
          attempted,
          "AZURE_FEDERATED_TOKEN_FILE names the file " + file + ", which cannot be read");
    }
  }

  /** What the token itself says, by the clock of who made it. */
  private static Duration life(String token) {
    String[] parts = token.split("\\.", -1);
    try {
      JsonNode claims =
          parts.length == 3
              ? JSON.readTree(Base64.getUrlDecoder().decode(parts[1]))
              : JSON.createObjectNode();
      long seconds = claims.path("exp").asLong(0) - claims.path("iat").asLong(0);
      boolean stated =
          claims.has("iat") && seconds > 0 && seconds <= Duration.ofDays(1).toSeconds();
      return stated ? Duration.ofSeconds(seconds) : DEFAULT_LIFE;
    } catch (IOException | IllegalArgumentException noJwt) {
      return DEFAULT_LIFE;
    }
  }

  private record Cloud(URI authority, String resource) {}

  private Cloud cloud() {
    String host = String.valueOf(registry.getHost()).toLowerCase(Locale.ROOT);
    if (host.endsWith(".azurecr.cn")) {
      return new Cloud(
          URI.create("https://login.chinacloudapi.cn/"), "https://management.chinacloudapi.cn");
    }
    if (host.endsWith(".azurecr.us")) {
      return new Cloud(
          URI.create("https://login.microsoftonline.us/"), "https://management.usgovcloudapi.net");
    }
    return new Cloud(
        URI.create("https://login.microsoftonline.com/"), "https://containerregistry.azure.net");
  }
}
