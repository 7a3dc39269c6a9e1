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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS ECR: {@code GetAuthorizationToken} gives an account for 12 hours
 * (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html).
 */
public final class EcrLogin implements CloudLogin {
  /** 123456789012.dkr.ecr.eu-central-1.amazonaws.com, also in China, with FIPS and dual-stack. */
  private static final Pattern HOST =
      Pattern.compile(
          "\\d{12}\\.dkr[.-]ecr(-fips)?\\.([a-z0-9-]+)\\.(amazonaws\\.com(?:\\.cn)?|on\\.aws)");

  private static final String TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken";

  private final String host;
  private final Optional<String> configuredRegion;
  private final Optional<URI> configuredEndpoint;
  private final AwsKeys keys;
  private final CloudCaller caller;
  private final InstantSource clock;

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
    this(
        host,
        region,
        endpoint,
        new AwsKeys(key, environment, caller),
        caller,
        InstantSource.system());
  }

  EcrLogin(
      String host,
      Optional<String> region,
      Optional<URI> endpoint,
      AwsKeys keys,
      CloudCaller caller,
      InstantSource clock) {
    this.host = host;
    this.configuredRegion = region;
    this.configuredEndpoint = endpoint;
    this.keys = keys;
    this.caller = caller;
    this.clock = clock;
  }

  @Override
  public String origin() {
    return "AWS ECR's GetAuthorizationToken";
  }

  @Override
  public Login pull() throws RegistryException {
    String attempted = "log in to " + host + " with AWS ECR's GetAuthorizationToken";
    String region =
        configuredRegion
            .or(() -> findRegion(host))
            .orElseThrow(
                () ->
                    CloudCaller.lacking(
                        attempted,
                        "the host does not say which region it is in: set login.region"));
    URI endpoint = configuredEndpoint.orElseGet(() -> endpoint(host, region));
    AccessKey key = keys.get(region, suffix(region), attempted);
    Map<String, String> headers =
        Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", TARGET);
    Instant now = clock.instant();
    Map<String, String> signed =
        new AwsSignature(key, "ecr", region).sign("POST", endpoint, headers, "{}", now);
    JsonNode json =
        CloudCaller.json(caller.send("POST", endpoint, signed, "{}", attempted), attempted);
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

  static Optional<String> findRegion(String host) {
    Matcher matcher = HOST.matcher(host);
    return matcher.matches() ? Optional.of(matcher.group(2)) : Optional.empty();
  }

  /** Where ECR's API of a region is (https://docs.aws.amazon.com/general/latest/gr/ecr.html). */
  static URI endpoint(String host, String region) {
    Matcher matcher = HOST.matcher(host);
    if (matcher.matches() && matcher.group(3).equals("on.aws")) {
      return URI.create("https://ecr." + region + ".api.aws/");
    }
    boolean fips = matcher.matches() && matcher.group(1) != null;
    return URI.create(
        "https://" + (fips ? "ecr-fips." : "api.ecr.") + region + "." + suffix(region) + "/");
  }

  private static String suffix(String region) {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  }
}
