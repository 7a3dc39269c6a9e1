package io.waybill.worker.copy;

import io.waybill.chassis.config.LoginConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Trust;
import io.waybill.registry.clouds.AlibabaNamespaces;
import io.waybill.registry.clouds.CloudCaller;
import io.waybill.registry.clouds.EcrRepositories;
import io.waybill.registry.clouds.SpaceMakers;
import io.waybill.registry.clouds.SwrOrganisations;
import io.waybill.registry.prepare.Preparation;
import io.waybill.registry.prepare.SpaceMaker;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is done about configured registries that lack what a copy is for. */
final class ConfiguredPreparation {
  private final Map<String, String> environment;

  /** Clouds' own variables are looked for in this environment. */
  ConfiguredPreparation(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The same endpoint with what is done about it. */
  RegistryEndpoint at(RegistryEndpoint endpoint, RegistryConfig config) {
    Supplier<SpaceMaker> maker = () -> maker(endpoint, config.login());
    return endpoint.withPreparation(
        config.prepare()
            ? Preparation.made(maker)
            : Preparation.told(
                maker,
                "set registries."
                    + endpoint.registry()
                    + ".prepare to true, so that Waybill makes it; then replay"));
  }

  private SpaceMaker maker(RegistryEndpoint endpoint, LoginConfig login) {
    String host = endpoint.base().getHost();
    // A registry whose certificate is not looked at is no reason to believe a false cloud.
    CloudCaller caller =
        new CloudCaller(Trust.also(endpoint.trust().authorities()), endpoint.route());
    Optional<LoginConfig.Provider> provider = login.provider();
    return switch (provider.orElse(null)) {
      case ECR ->
          new EcrRepositories(
              host,
              login.region(),
              login.endpoint(),
              () -> ConfiguredLogins.key(login),
              environment,
              caller);
      case SWR ->
          new SwrOrganisations(host, login.endpoint(), () -> ConfiguredLogins.key(login), caller);
      case ACR_EE ->
          new AlibabaNamespaces(
              host,
              login.instance().orElseThrow(),
              login.region(),
              login.endpoint(),
              () -> ConfiguredLogins.key(login).orElseThrow(),
              caller);
      case GOOGLE, ACR -> SpaceMakers.of(endpoint, environment);
      case null -> SpaceMakers.of(endpoint, environment);
    };
  }
}
