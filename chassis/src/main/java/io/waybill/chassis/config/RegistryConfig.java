package io.waybill.chassis.config;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.units.ByteRate;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A registry, and how to reach it.
 *
 * @param url scheme, host and port; the scheme decides whether TLS is spoken
 * @param region where it stands
 * @param username who logs in; none = anonymous
 * @param password with which password or token
 * @param login how else a worker logs in
 * @param insecure whether any certificate is believed
 * @param ca a PEM file of certificates to believe besides the usual ones
 * @param maxConnections connections of one worker to it, at most
 * @param requestsPerSecond requests that one worker sends it in a second, at most; none = as many
 *     as it takes
 * @param bandwidth what one worker reads from it in a second at most, and again what it writes to
 *     it; none = as much as it takes
 * @param prepare whether a worker makes what it lacks as a target
 * @param reach the way to it, and what it is shown there
 */
public record RegistryConfig(
    @Key(
            value =
                "Scheme, host and port. `https` or `http`: nothing else decides whether TLS is"
                    + " spoken.",
            example = "https://registry.example.com")
        URI url,
    @Key(
            "Where it stands: lower-case letters, digits and dashes. Tasks towards it wait in the"
                + " region's topic, for workers that serve the region.")
        Region region,
    @Key(value = "Who logs in. Left out, requests are anonymous.", example = "robot$sync")
        Optional<String> username,
    @Key(value = "With which password or access token.", example = "${REGISTRY_PASSWORD}")
        Optional<Secret> password,
    @Key("How a worker logs in where it is not with a username and a password.") LoginConfig login,
    @Key("Believe any certificate. Whoever stands between can then read the password.")
        boolean insecure,
    @Key(
            value = "A PEM file of certificate authorities to believe besides the usual ones.",
            example = "/etc/waybill/ca.pem")
        Optional<Path> ca,
    @Key("Connections of one worker to this registry, at most; at least 3.") int maxConnections,
    @Key(
            value =
                "Requests that one worker sends to this registry in a second, at most. Left out,"
                    + " only its own answers (429, 503) slow the worker down.",
            example = "50")
        Optional<Integer> requestsPerSecond,
    @Key(
            value =
                "What one worker reads from this registry in a second at most, and again what it"
                    + " writes to it; its transfers share that fairly. Left out, there is no"
                    + " limit.",
            example = "200MiB/s")
        Optional<ByteRate> bandwidth,
    @Key(
            "Whether a worker makes what this registry wants to be there before a push and lacks:"
                + " Harbor's project, ECR's repository, the namespace of Alibaba Cloud ACR"
                + " Enterprise Edition, SWR's organisation, Google's repository; for nobody else to"
                + " read where one can choose. Otherwise such a task fails and says what is"
                + " missing. docs/registries.md says what the account needs.")
        boolean prepare,
    @Inline ReachConfig reach) {
  /** The default of {@link #maxConnections}. */
  public static final int DEFAULT_MAX_CONNECTIONS = 64;

  /** Checks the address, the credentials and the range. */
  public RegistryConfig {
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    new Checks()
        .require(
            web && url.getHost() != null,
            "url",
            "must be https://host[:port] or http://host[:port]")
        .require(
            url.getRawUserInfo() == null,
            "url",
            "holds a user, and addresses are printed: use username and password")
        .require(
            (path.isEmpty() || path.equals("/"))
                && url.getRawQuery() == null
                && url.getRawFragment() == null,
            "url",
            "must end after the host and port: repositories are named by rules")
        .require(
            username.isPresent() == password.isPresent(),
            username.isPresent() ? "password" : "username",
            "is missing: a username and a password belong together")
        .require(
            username.isEmpty() || login.equals(LoginConfig.NONE),
            "login",
            "has no effect beside a username: remove one of the two")
        .require(
            !(insecure && ca.isPresent()),
            "ca",
            "has no effect while insecure is true: remove one of the two")
        .require(
            reach.clientCertificate().isEmpty() || "https".equals(url.getScheme()),
            "clientCertificate",
            "has no effect on a registry that is spoken to over http")
        .range("maxConnections", maxConnections, 3, 10_000)
        .range("requestsPerSecond", requestsPerSecond.orElse(1), 1, 1_000_000)
        .done();
  }

  /** A registry that is reached straight, and asked as often and as much as it takes. */
  public RegistryConfig(
      URI url,
      Region region,
      Optional<String> username,
      Optional<Secret> password,
      boolean insecure,
      Optional<Path> ca,
      int maxConnections) {
    this(
        url,
        region,
        username,
        password,
        LoginConfig.NONE,
        insecure,
        ca,
        maxConnections,
        Optional.empty(),
        Optional.empty(),
        false,
        ReachConfig.DEFAULT);
  }

  /** A registry with the defaults for everything but its address. */
  public static RegistryConfig at(URI url) {
    return new RegistryConfig(
        url,
        Region.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        DEFAULT_MAX_CONNECTIONS);
  }
}
