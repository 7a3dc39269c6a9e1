package io.waybill.registry.clouds;

import java.util.Map;
import java.util.Optional;

/**
 * Who logs in to Azure, where not the environment or the machine says it.
 *
 * @param tenant the directory's id
 * @param clientId the application's id, or that of a user-assigned managed identity
 * @param clientSecret the application's secret; never printed
 */
public record AzureIdentity(
    Optional<String> tenant, Optional<String> clientId, Optional<String> clientSecret) {
  /** What is not said here, as Azure's own variables say it. */
  AzureIdentity orOf(Map<String, String> environment) {
    return new AzureIdentity(
        tenant.or(() -> variable(environment, "AZURE_TENANT_ID")),
        clientId.or(() -> variable(environment, "AZURE_CLIENT_ID")),
        clientSecret.or(() -> variable(environment, "AZURE_CLIENT_SECRET")));
  }

  static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  @Override
  public String toString() {
    return "AzureIdentity[tenant=" + tenant + ", clientId=" + clientId + ", clientSecret=***]";
  }
}
