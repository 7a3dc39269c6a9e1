package io.waybill.chassis.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a worker logs in to a registry, where it is not with a username and a password.
 *
 * @param provider which cloud gives out the account
 * @param dockerConfig an account file, as docker and podman write it
 * @param accessKey the public half of a cloud's access key
 * @param secretKey its secret half
 * @param sessionToken what belongs to an access key that ends
 * @param region the cloud's region, where the registry's host does not say
 * @param instance the id of an Alibaba Cloud ACR instance
 * @param keyFile a Google service account's key
 * @param tenant an Azure directory
 * @param clientId an Azure application
 * @param clientSecret its secret
 * @param endpoint where the cloud's API is, if not where it usually is
 */
public record LoginConfig(
    @Key(
            "Which cloud gives out the account: `ecr` (AWS), `google` (Artifact Registry and"
                + " Container Registry), `acr` (Azure), `acr-ee` (Alibaba Cloud ACR Enterprise"
                + " Edition) or `swr` (Huawei Cloud). docs/registries.md says what each one needs.")
        Optional<Provider> provider,
    @Key(
            value =
                "A file of accounts, as docker and podman write it (`config.json`, `auth.json`),"
                    + " with its credential helpers. It is read again when it changes.",
            example = "/run/secrets/config.json")
        Optional<Path> dockerConfig,
    @Key(
            value = "The public half of an access key: `ecr`, `acr-ee`, `swr`.",
            example = "AKIAIOSFODNN7EXAMPLE")
        Optional<String> accessKey,
    @Key(
            value = "The secret half of the access key: `ecr`, `acr-ee`, `swr`.",
            example = "${AWS_SECRET}")
        Optional<Secret> secretKey,
    @Key("The session token of a temporary access key: `ecr`, `acr-ee`.")
        Optional<Secret> sessionToken,
    @Key(
            value =
                "The cloud's region, where the registry's host does not say it: `ecr`, `acr-ee`;"
                    + " the region's project for `swr`.",
            example = "cn-hangzhou")
        Optional<String> region,
    @Key(value = "The instance's id: `acr-ee`.", example = "cri-kmsiwlxxdcvaduwb")
        Optional<String> instance,
    @Key(
            value =
                "A service account's key in JSON: `google`. Left out, it is the file that"
                    + " `GOOGLE_APPLICATION_CREDENTIALS` names, or else the metadata server is"
                    + " asked.",
            example = "/run/secrets/google.json")
        Optional<Path> keyFile,
    @Key("The directory (tenant) of the application: `acr`.") Optional<String> tenant,
    @Key("The application, or the user-assigned managed identity: `acr`.")
        Optional<String> clientId,
    @Key(
            value =
                "The application's secret: `acr`. Left out, the federated token that Kubernetes"
                    + " mounts is shown, or else the machine's managed identity is used.",
            example = "file:/run/secrets/azure")
        Optional<Secret> clientSecret,
    @Key(
            value =
                "Where the cloud's API is, if not where it usually is: a private endpoint, a"
                    + " private cloud.",
            example = "https://vpce-1.api.ecr.eu-central-1.vpce.amazonaws.com")
        Optional<URI> endpoint) {
  /** Nothing is said. */
  public static final LoginConfig NONE =
      new LoginConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** A cloud that gives out accounts. */
  public enum Provider {
    /** AWS. */
    ECR("ecr"),
    /** Google. */
    GOOGLE("google"),
    /** Azure. */
    ACR("acr"),
    /** Alibaba Cloud. */
    ACR_EE("acr-ee"),
    /** Huawei Cloud. */
    SWR("swr");

    private final String text;

    Provider(String text) {
      this.text = text;
    }

    /** Whether the key means something to it. */
    private boolean knows(String key) {
      return switch (this) {
        case ECR -> List.of("accessKey", "sessionToken", "region", "endpoint").contains(key);
        case GOOGLE -> List.of("keyFile", "endpoint").contains(key);
        case ACR -> List.of("tenant", "clientId", "clientSecret", "endpoint").contains(key);
        case ACR_EE ->
            List.of("accessKey", "sessionToken", "region", "instance", "endpoint").contains(key);
        case SWR -> List.of("accessKey", "region", "endpoint").contains(key);
      };
    }

    /** As the configuration spells it. */
    static Provider parse(String text) {
      return Stream.of(values())
          .filter(provider -> provider.text.equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "\""
                          + text
                          + "\" is not one of "
                          + Stream.of(values())
                              .map(Provider::toString)
                              .collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Checks that what belongs together is there, and nothing that has no effect. */
  public LoginConfig {
    Checks checks = new Checks();
    checks.require(
        accessKey.isPresent() == secretKey.isPresent(),
        accessKey.isPresent() ? "secretKey" : "accessKey",
        "is missing: an access key has two halves");
    checks.require(
        !(provider.isPresent() && dockerConfig.isPresent()),
        "dockerConfig",
        "has no effect beside a provider: remove one of the two");
    effect(checks, provider, "accessKey", accessKey);
    effect(checks, provider, "sessionToken", sessionToken);
    effect(checks, provider, "region", region);
    effect(checks, provider, "instance", instance);
    effect(checks, provider, "keyFile", keyFile);
    effect(checks, provider, "tenant", tenant);
    effect(checks, provider, "clientId", clientId);
    effect(checks, provider, "clientSecret", clientSecret);
    effect(checks, provider, "endpoint", endpoint);
    boolean keyNeeded = provider.filter(p -> p == Provider.SWR || p == Provider.ACR_EE).isPresent();
    checks.require(
        !keyNeeded || accessKey.isPresent() || secretKey.isPresent(),
        "accessKey",
        "is missing: the provider computes or asks for the login with it");
    checks.require(
        provider.filter(p -> p == Provider.ACR_EE).isEmpty() || instance.isPresent(),
        "instance",
        "is missing: which instance is it? (cri-...)");
    checks.require(
        clientSecret.isEmpty() || (tenant.isPresent() && clientId.isPresent()),
        "clientSecret",
        "needs the tenant and the clientId that it belongs to");
    checks.done();
  }

  private static void effect(
      Checks checks, Optional<Provider> provider, String key, Optional<?> value) {
    checks.require(
        value.isEmpty() || provider.filter(p -> p.knows(key)).isPresent(),
        key,
        provider
            .map(p -> "has no effect for the provider " + p)
            .orElse("has no effect without a provider"));
  }
}
