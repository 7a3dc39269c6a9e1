package io.waybill.chassis.config;

import java.net.URI;
import java.nio.file.Path;

/**
 * A cluster whose workloads subscriptions may give new images. What is left out is as a pod finds
 * it in its own cluster.
 *
 * @param server the address of its API server
 * @param tokenFile where the token of the service account is
 * @param ca where the authorities of the server's certificate are
 */
public record KubernetesConfig(
    @Key("The cluster's API server. Left out, that of the cluster in which the API runs.")
        URI server,
    @Key(
            "The file with the token of a service account that may `get` and `patch` the workloads;"
                + " it is read anew for each request. Left out, that of the pod.")
        Path tokenFile,
    @Key(
            "A PEM file of the certificate authorities that the server's certificate is of. Left"
                + " out, that of the pod.")
        Path ca) {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** The cluster in which the API itself runs. */
  public static final KubernetesConfig IN_CLUSTER =
      new KubernetesConfig(
          URI.create("https://kubernetes.default.svc"),
          ACCOUNT.resolve("token"),
          ACCOUNT.resolve("ca.crt"));

  /** Checks the address. */
  public KubernetesConfig {
    String path = server.getRawPath() == null ? "" : server.getRawPath();
    new Checks()
        .require(
            "https".equals(server.getScheme())
                && server.getHost() != null
                && server.getRawUserInfo() == null
                && server.getRawQuery() == null
                && server.getRawFragment() == null
                && (path.isEmpty() || path.startsWith("/")),
            "server",
            "must be https://host[:port]: a token is sent there")
        .done();
  }
}
