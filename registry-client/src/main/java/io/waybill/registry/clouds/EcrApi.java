package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.failures.RegistryException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API of AWS ECR in one region, JSON 1.1
 * (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html).
 */
final class EcrApi {
  /** 123456789012.dkr.ecr.eu-central-1.amazonaws.com, also in China, with FIPS and dual-stack. */
  private static final Pattern HOST =
      Pattern.compile(
          "\\d{12}\\.dkr[.-]ecr(-fips)?\\.([a-z0-9-]+)\\.(amazonaws\\.com(?:\\.cn)?|on\\.aws)");

  private static final String PREFIX = "AmazonEC2ContainerRegistry_V20150921.";

  private final String host;
  private final Optional<String> configuredRegion;
  private final Optional<URI> configuredEndpoint;
  private final AwsKeys keys;
  private final CloudCaller caller;
  private final InstantSource clock;

  EcrApi(
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

  EcrApi(
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

  /** Asks for one thing. */
  JsonNode call(String operation, String body, String attempted) throws RegistryException {
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
        Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", PREFIX + operation);
    Map<String, String> signed =
        new AwsSignature(key, "ecr", region).sign("POST", endpoint, headers, body, clock.instant());
    return CloudCaller.json(caller.send("POST", endpoint, signed, body, attempted), attempted);
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
