package io.waybill.worker.copy;

import io.waybill.chassis.config.LoginConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import io.waybill.registry.accounts.AccountFiles;
import io.waybill.registry.clouds.AccessKey;
import io.waybill.registry.clouds.AlibabaLogin;
import io.waybill.registry.clouds.AzureIdentity;
import io.waybill.registry.clouds.AzureLogin;
import io.waybill.registry.clouds.CloudCaller;
import io.waybill.registry.clouds.CloudLogin;
import io.waybill.registry.clouds.EcrLogin;
import io.waybill.registry.clouds.GoogleLogin;
import io.waybill.registry.clouds.KeptLogin;
import io.waybill.registry.clouds.SwrLogin;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.Registry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Where the accounts of configured registries come from. */
final class ConfiguredLogins {
  private final Map<String, String> environment;

  /** Clouds' own variables are looked for in this environment. */
  ConfiguredLogins(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The account of one registry.
   *
   * @throws IllegalArgumentException where something is missing that only shows here; the message
   *     says what
   */
  CredentialSource source(Registry name, RegistryConfig config, Trust trust, Route route) {
    LoginConfig login = config.login();
    if (config.username().isPresent() && config.password().isPresent()) {
      return new WrittenAccount(
          "registries." + name + " of the configuration",
          config.password().get(),
          secret -> new Credentials.Password(config.username().get(), secret));
    }
    if (login.dockerConfig().isPresent()) {
      return AccountFiles.at(login.dockerConfig().get(), environment)
          .source(config.url().getAuthority());
    }
    return login
        .provider()
        .map(provider -> ofProvider(provider, name, config, trust, route))
        .orElse(CredentialSource.ANONYMOUS);
  }

  private CredentialSource ofProvider(
      LoginConfig.Provider provider,
      Registry name,
      RegistryConfig config,
      Trust trust,
      Route route) {
    LoginConfig login = config.login();
    String host = config.url().getHost();
    // A registry whose certificate is not looked at is no reason to believe a false cloud.
    CloudCaller caller = new CloudCaller(Trust.also(trust.authorities()), route);
    return switch (provider) {
      case SWR -> {
        String project =
            login
                .region()
                .or(() -> SwrLogin.findRegion(host))
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "registries."
                                + name
                                + ".login.region is missing: the host "
                                + host
                                + " does not say which region it is in"));
        String key = login.accessKey().orElseThrow();
        yield new WrittenAccount(
            "access key " + key + " in registries." + name + ".login of the configuration",
            login.secretKey().orElseThrow(),
            secret -> SwrLogin.account(project, new AccessKey(key, secret, Optional.empty())));
      }
      case ECR ->
          kept(
              () ->
                  new EcrLogin(
                      host, login.region(), login.endpoint(), key(login), environment, caller));
      case GOOGLE ->
          kept(() -> new GoogleLogin(host, login.keyFile(), login.endpoint(), environment, caller));
      case ACR ->
          kept(
              () ->
                  new AzureLogin(
                      config.url(),
                      new AzureIdentity(
                          login.tenant(),
                          login.clientId(),
                          login.clientSecret().map(ConfiguredLogins::now)),
                      login.endpoint(),
                      environment,
                      caller));
      case ACR_EE ->
          kept(
              () ->
                  new AlibabaLogin(
                      host,
                      login.instance().orElseThrow(),
                      login.region(),
                      login.endpoint(),
                      key(login).orElseThrow(),
                      caller));
    };
  }

  /** Secrets in files are read again for each login. */
  private static CredentialSource kept(Supplier<CloudLogin> login) {
    return new KeptLogin(
        new CloudLogin() {
          @Override
          public Login pull() throws RegistryException {
            return login.get().pull();
          }

          @Override
          public String origin() {
            return login.get().origin();
          }
        });
  }

  /** The configured access key, as it is now. */
  static Optional<AccessKey> key(LoginConfig login) {
    return login
        .accessKey()
        .flatMap(
            id ->
                login
                    .secretKey()
                    .map(
                        secret ->
                            new AccessKey(
                                id, now(secret), login.sessionToken().map(ConfiguredLogins::now))));
  }

  private static String now(Secret secret) {
    return secret.current().reveal();
  }
}
