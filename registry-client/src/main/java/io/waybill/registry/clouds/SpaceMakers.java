package io.waybill.registry.clouds;

import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Trust;
import io.waybill.registry.prepare.SpaceMaker;
import java.util.Map;
import java.util.Optional;

/** Finds who makes what a registry lacks, where nothing is known but its host and its account. */
public final class SpaceMakers {
  private SpaceMakers() {}

  /**
   * The maker for a registry, by its host; for all others it is Harbor's, which acts on Harbor's
   * words only.
   *
   * @param environment where clouds' own variables are looked for, such as access keys
   */
  public static SpaceMaker of(RegistryEndpoint endpoint, Map<String, String> environment) {
    String host = endpoint.base().getHost();
    // A registry whose certificate is not looked at is no reason to believe a false cloud.
    CloudCaller cloud =
        new CloudCaller(Trust.also(endpoint.trust().authorities()), endpoint.route());
    if (EcrRepositories.isAt(host)) {
      return new EcrRepositories(
          host, Optional.empty(), Optional.empty(), Optional::empty, environment, cloud);
    }
    if (SwrOrganisations.isAt(host)) {
      return new SwrOrganisations(host, Optional.empty(), () -> huawei(environment), cloud);
    }
    if (GoogleRepositories.isAt(host)) {
      return new GoogleRepositories(host, endpoint.credentials(), cloud);
    }
    return new HarborProjects(endpoint);
  }

  /** The variables of Huawei Cloud's own SDKs. */
  private static Optional<AccessKey> huawei(Map<String, String> environment) {
    String id = environment.getOrDefault("HUAWEICLOUD_SDK_AK", "");
    String secret = environment.getOrDefault("HUAWEICLOUD_SDK_SK", "");
    return id.isBlank() || secret.isBlank()
        ? Optional.empty()
        : Optional.of(
            new AccessKey(
                id,
                secret,
                Optional.ofNullable(environment.get("HUAWEICLOUD_SDK_SECURITY_TOKEN"))
                    .filter(token -> !token.isBlank())));
  }
}
