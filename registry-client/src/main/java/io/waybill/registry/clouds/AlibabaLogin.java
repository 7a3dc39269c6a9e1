package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Alibaba Cloud Container Registry, Enterprise Edition: {@code GetAuthorizationToken} gives an
 * account for an hour
 * (https://www.alibabacloud.com/help/en/acr/developer-reference/api-cr-2018-12-01-getauthorizationtoken).
 */
public final class AlibabaLogin implements CloudLogin {
  private final String host;
  private final AccessKey key;
  private final AlibabaApi api;

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
    this.key = key;
    this.api = new AlibabaApi(host, instance, region, endpoint, key, caller, clock);
  }

  @Override
  public String origin() {
    return "Alibaba Cloud's GetAuthorizationToken for access key " + key.id();
  }

  @Override
  public Login pull() throws RegistryException {
    String attempted = "log in to " + host + " with Alibaba Cloud's GetAuthorizationToken";
    JsonNode json = api.call("GetAuthorizationToken", Map.of(), attempted);
    return new Login(
        new Credentials.Password(
            CloudCaller.require(json, "TempUsername", attempted),
            CloudCaller.require(json, "AuthorizationToken", attempted)),
        Instant.ofEpochMilli(json.path("ExpireTime").asLong()));
  }
}
