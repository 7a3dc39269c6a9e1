package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.net.URI;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API of Alibaba Cloud Container Registry, version 2018-12-01, for one instance
 * (https://www.alibabacloud.com/help/en/acr/developer-reference/api-cr-2018-12-01-overview).
 */
final class AlibabaApi {
  /** myteam-registry.cn-hangzhou.cr.aliyuncs.com, or -registry-vpc. */
  private static final Pattern HOST =
      Pattern.compile(".+-registry(-vpc)?\\.([a-z0-9-]+)\\.cr\\.aliyuncs\\.com");

  private final String host;
  private final String instance;
  private final Optional<String> configuredRegion;
  private final Optional<URI> configuredEndpoint;
  private final AccessKey key;
  private final CloudCaller caller;
  private final InstantSource clock;

  AlibabaApi(
      String host,
      String instance,
      Optional<String> region,
      Optional<URI> endpoint,
      AccessKey key,
      CloudCaller caller,
      InstantSource clock) {
    this.host = host;
    this.instance = instance;
    this.configuredRegion = region;
    this.configuredEndpoint = endpoint;
    this.key = key;
    this.caller = caller;
    this.clock = clock;
  }

  /**
   * Asks for one thing.
   *
   * @param parameters what belongs to it besides the instance
   */
  JsonNode call(String action, Map<String, String> parameters, String attempted)
      throws RegistryException {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put("InstanceId", instance);
    URI endpoint = configuredEndpoint.isPresent() ? configuredEndpoint.get() : endpoint(attempted);
    // The signature is over the parameters in their order.
    URI address = endpoint.resolve("/?" + CloudCaller.form(all));
    Map<String, String> headers =
        new AlibabaSignature(key)
            .sign(
                "POST",
                address,
                action,
                "2018-12-01",
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                UUID.randomUUID().toString());
    JsonNode json =
        CloudCaller.json(caller.send("POST", address, headers, "", attempted), attempted);
    if (json.has("IsSuccess") && !json.path("IsSuccess").asBoolean()) {
      throw refused(json, attempted);
    }
    return json;
  }

  /** It says 200 and means no. */
  private static RegistryException refused(JsonNode json, String attempted) {
    return RegistryException.because(
            FailureCode.UNAUTHORIZED,
            attempted,
            "the cloud said " + json.path("Code").asText() + ": " + json.path("Message").asText(),
            null)
        .asSpent();
  }

  /** Within a private network the API is there as well. */
  private URI endpoint(String attempted) throws RegistryException {
    Matcher matcher = HOST.matcher(host);
    boolean known = matcher.matches();
    if (!known && configuredRegion.isEmpty()) {
      throw CloudCaller.lacking(
          attempted, "the host does not say which region it is in: set login.region");
    }
    String region = configuredRegion.orElseGet(() -> matcher.group(2));
    boolean inside = known && matcher.group(1) != null;
    return URI.create("https://" + (inside ? "cr-vpc." : "cr.") + region + ".aliyuncs.com/");
  }
}
