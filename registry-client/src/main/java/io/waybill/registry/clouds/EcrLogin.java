package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * AWS ECR: {@code GetAuthorizationToken} gives an account for 12 hours
 * (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html).
 */
public final class EcrLogin implements CloudLogin {
  private final String host;
  private final EcrApi api;

  /**
   * The login for one registry.
   *
   * @param host the registry's host
   * @param region its region, where its host does not say
   * @param endpoint where ECR's API is, if not where it usually is
   * @param key the access key; none = that of the surroundings
   */
  public EcrLogin(
      String host,
      Optional<String> region,
      Optional<URI> endpoint,
      Optional<AccessKey> key,
      Map<String, String> environment,
      CloudCaller caller) {
    this(host, new EcrApi(host, region, endpoint, key, environment, caller));
  }

  private EcrLogin(String host, EcrApi api) {
    this.host = host;
    this.api = api;
  }

  EcrLogin(
      String host,
      Optional<String> region,
      Optional<URI> endpoint,
      AwsKeys keys,
      CloudCaller caller,
      InstantSource clock) {
    this(host, new EcrApi(host, region, endpoint, keys, caller, clock));
  }

  @Override
  public String origin() {
    return "AWS ECR's GetAuthorizationToken";
  }

  @Override
  public Login pull() throws RegistryException {
    String attempted = "log in to " + host + " with AWS ECR's GetAuthorizationToken";
    JsonNode json = api.call("GetAuthorizationToken", "{}", attempted);
    JsonNode data = json.path("authorizationData").path(0);
    return new Login(
        account(CloudCaller.require(data, "authorizationToken", attempted), attempted),
        Instant.ofEpochMilli((long) (data.path("expiresAt").asDouble() * 1000)));
  }

  private static Credentials account(String token, String attempted) throws RegistryException {
    try {
      String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon > 0) {
        return new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1));
      }
    } catch (IllegalArgumentException malformed) {
      // Said below.
    }
    throw CloudCaller.unusable(attempted, "the authorizationToken is not user:password in base64");
  }
}
