package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Alibaba Cloud Container Registry, Enterprise Edition: {@code GetAuthorizationToken} gives an
 * account for an hour
 * (https://www.alibabacloud.com/help/en/acr/developer-reference/api-cr-2018-12-01-getauthorizationtoken).
 */
public final class AlibabaLogin implements CloudLogin {
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

  /**
   * The login for one registry.
   *
   * @param host the registry's host
   * @param instance the instance's id, as {@code cri-kmsiwlxxdcvaduwb}
   * @param region its region, where its host does not say
   * @param endpoint where the API is, if not where it usually is
   * @param key the access key
   */
  public AlibabaLogin(
      String host,
      String instance,
      Optional<String> region,
      Optional<URI> endpoint,
      AccessKey key,
      CloudCaller caller) {
    this(host, instance, region, endpoint, key, caller, InstantSource.system());
  }

  AlibabaLogin(
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

  @Override
  public String origin() {
    return "Alibaba Cloud's GetAuthorizationToken for access key " + key.id();
  }

  @Override
  public Login pull() throws RegistryException {
    String attempted = "log in to " + host + " with Alibaba Cloud's GetAuthorizationToken";
    URI endpoint = configuredEndpoint.isPresent() ? configuredEndpoint.get() : endpoint(attempted);
    URI address = endpoint.resolve("/?InstanceId=" + CloudCaller.encode(instance));
    Map<String, String> headers =
        new AlibabaSignature(key)
            .sign(
                "POST",
                address,
                "GetAuthorizationToken",
                "2018-12-01",
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                UUID.randomUUID().toString());
    JsonNode json =
        CloudCaller.json(caller.send("POST", address, headers, "", attempted), attempted);
    if (json.has("IsSuccess") && !json.path("IsSuccess").asBoolean()) {
      throw RegistryException.because(
              FailureCode.UNAUTHORIZED,
              attempted,
              "the cloud said " + json.path("Code").asText() + ": " + json.path("Message").asText(),
              null)
          .asSpent();
    }
    return new Login(
        new Credentials.Password(
            CloudCaller.require(json, "TempUsername", attempted),
            CloudCaller.require(json, "AuthorizationToken", attempted)),
        Instant.ofEpochMilli(json.path("ExpireTime").asLong()));
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
