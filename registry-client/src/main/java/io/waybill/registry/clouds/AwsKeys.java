package io.waybill.registry.clouds;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.failures.RegistryException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an AWS access key comes from, in the order of AWS's own SDKs: configured; the environment;
 * the web identity that EKS mounts; the container's role (ECS, EKS pod identity); the machine's
 * role (EC2, IMDSv2). Shared profile files are not read.
 */
final class AwsKeys {
  private static final URI CONTAINER = URI.create("http://169.254.170.2");
  private static final String MACHINE = "http://169.254.169.254";

  private final Optional<AccessKey> configured;
  private final Map<String, String> environment;
  private final CloudCaller caller;

  AwsKeys(Optional<AccessKey> configured, Map<String, String> environment, CloudCaller caller) {
    this.configured = configured;
    this.environment = Map.copyOf(environment);
    this.caller = caller;
  }

  AccessKey get(String region, String suffix, String attempted) throws RegistryException {
    if (configured.isPresent()) {
      return configured.get();
    }
    Optional<String> id = variable("AWS_ACCESS_KEY_ID");
    Optional<String> secret = variable("AWS_SECRET_ACCESS_KEY");
    if (id.isPresent() && secret.isPresent()) {
      return new AccessKey(id.get(), secret.get(), variable("AWS_SESSION_TOKEN"));
    }
    if (variable("AWS_ROLE_ARN").isPresent()
        && variable("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent()) {
      return ofWebIdentity(region, suffix, attempted);
    }
    Optional<URI> container =
        variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
            .map(CONTAINER::resolve)
            .or(() -> variable("AWS_CONTAINER_CREDENTIALS_FULL_URI").map(URI::create));
    if (container.isPresent()) {
      return ofContainer(container.get(), attempted);
    }
    return ofMachine(attempted);
  }

  /** STS, AssumeRoleWithWebIdentity: the one call that needs no signature. It answers in XML. */
  private AccessKey ofWebIdentity(String region, String suffix, String attempted)
      throws RegistryException {
    String token = read("AWS_WEB_IDENTITY_TOKEN_FILE", attempted);
    URI sts =
        URI.create(
            variable("AWS_ENDPOINT_URL_STS").orElse("https://sts." + region + "." + suffix + "/"));
    String xml =
        caller.post(
            sts,
            Map.of(
                "Action",
                "AssumeRoleWithWebIdentity",
                "Version",
                "2011-06-15",
                "RoleArn",
                variable("AWS_ROLE_ARN").orElseThrow(),
                "RoleSessionName",
                variable("AWS_ROLE_SESSION_NAME").orElse("waybill"),
                "WebIdentityToken",
                token),
            attempted);
    return new AccessKey(
        element(xml, "AccessKeyId", attempted),
        element(xml, "SecretAccessKey", attempted),
        Optional.of(element(xml, "SessionToken", attempted)));
  }

  private AccessKey ofContainer(URI address, String attempted) throws RegistryException {
    Optional<String> token =
        variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").isPresent()
            ? Optional.of(read("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", attempted))
            : variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    Map<String, String> headers =
        token.map(value -> Map.of("Authorization", value)).orElse(Map.of());
    return parse(caller.get(address, headers, attempted), attempted);
  }

  /** IMDSv2: a token first, then the role's name, then its key. */
  private AccessKey ofMachine(String attempted) throws RegistryException {
    if (variable("AWS_EC2_METADATA_DISABLED").filter("true"::equalsIgnoreCase).isPresent()) {
      throw none(attempted, "");
    }
    String base = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").orElse(MACHINE);
    String roles = base.replaceFirst("/$", "") + "/latest/meta-data/iam/security-credentials/";
    try {
      String token =
          caller.send(
              "PUT",
              URI.create(base.replaceFirst("/$", "") + "/latest/api/token"),
              Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300"),
              "",
              attempted);
      Map<String, String> headers = Map.of("X-aws-ec2-metadata-token", token.strip());
      String role =
          caller.get(URI.create(roles), headers, attempted).lines().findFirst().orElse("");
      if (role.isBlank()) {
        throw none(attempted, " (this machine has no role)");
      }
      return parse(caller.get(URI.create(roles + role.strip()), headers, attempted), attempted);
    } catch (RegistryException failure) {
      if (failure.answer().isPresent() || failure.isSpent()) {
        throw failure;
      }
      RegistryException none = none(attempted, "");
      none.addSuppressed(failure);
      throw none;
    }
  }

  private static RegistryException none(String attempted, String more) {
    return CloudCaller.lacking(
        attempted,
        "there is no AWS access key: none is configured, none is in the environment, and neither"
            + " the container nor the machine has a role"
            + more);
  }

  private static AccessKey parse(String text, String attempted) throws RegistryException {
    JsonNode json = CloudCaller.json(text, attempted);
    return new AccessKey(
        CloudCaller.require(json, "AccessKeyId", attempted),
        CloudCaller.require(json, "SecretAccessKey", attempted),
        Optional.of(CloudCaller.require(json, "Token", attempted)));
  }

  private static String element(String xml, String name, String attempted)
      throws RegistryException {
    Matcher matcher = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(xml);
    if (!matcher.find()) {
      throw CloudCaller.unusable(attempted, "the answer of AWS STS holds no " + name);
    }
    return matcher.group(1).strip();
  }

  /** Read each time: what mounts the file replaces it. */
  private String read(String variable, String attempted) throws RegistryException {
    Path file = Path.of(variable(variable).orElseThrow());
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw CloudCaller.lacking(
          attempted, variable + " names the file " + file + ", which cannot be read");
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
