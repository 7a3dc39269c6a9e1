package io.waybill.chassis.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The API.
 *
 * @param host the address on which it listens
 * @param port the port on which it listens; 0 = any free one
 * @param access who may call
 * @param notifications how subscribers are told
 * @param kubernetes the clusters whose workloads subscriptions may change, by the names that they
 *     use
 * @param history what is kept of the past
 */
public record ApiConfig(
    @Key("The address on which it listens. Off this machine it needs `tokens` or `oidc`.")
        String host,
    @Key("The port on which it listens; `0` is any free one.") int port,
    @Inline AccessConfig access,
    @Key("How subscribers are told what has happened.") NotificationsConfig notifications,
    @Key(
            "Clusters whose workloads subscriptions may give new images, by the names that"
                + " subscriptions use. The account is configured here, because accounts do not go"
                + " through the API.")
        Map<String, KubernetesConfig> kubernetes,
    @Key("What is kept of the past.") HistoryConfig history) {
  /** What holds when nothing is configured. */
  public static final ApiConfig DEFAULT = new ApiConfig("127.0.0.1", 8081, AccessConfig.OPEN);

  /** Checks the ranges. */
  public ApiConfig {
    kubernetes = Collections.unmodifiableMap(new TreeMap<>(kubernetes));
    new Checks().notBlank("host", host).port(port).done();
  }

  /** An API that notifies and keeps history as it does by default, and no cluster. */
  public ApiConfig(String host, int port, AccessConfig access) {
    this(host, port, access, NotificationsConfig.DEFAULT, Map.of(), HistoryConfig.DEFAULT);
  }

  /** An API that these tokens let in, all of them admins'. */
  public ApiConfig(String host, int port, List<Secret> tokens) {
    this(
        host,
        port,
        AccessConfig.of(
            IntStream.range(0, tokens.size())
                .mapToObj(i -> CallerConfig.of("token-" + (i + 1), tokens.get(i), Role.ADMIN))
                .toArray(CallerConfig[]::new)));
  }

  /** The same with other callers. */
  public ApiConfig withAccess(AccessConfig other) {
    return new ApiConfig(host, port, other, notifications, kubernetes, history);
  }

  /** The same with other ways to notify. */
  public ApiConfig withNotifications(NotificationsConfig other) {
    return new ApiConfig(host, port, access, other, kubernetes, history);
  }

  /** The same with these clusters and no others. */
  public ApiConfig withKubernetes(Map<String, KubernetesConfig> others) {
    return new ApiConfig(host, port, access, notifications, others, history);
  }

  /** The same that keeps of the past what this says. */
  public ApiConfig withHistory(HistoryConfig other) {
    return new ApiConfig(host, port, access, notifications, kubernetes, other);
  }

  /** Whether only this machine can reach it. */
  public boolean isOnLoopback() {
    return isLoopback(host);
  }

  /**
   * Why the API must not start like this, if so: it would listen where others can reach it, and ask
   * nobody who they are. Not a fault of the configuration as such: the file is shared by all roles,
   * and those that ask nobody may be started without tokens.
   */
  public Optional<String> refusal() {
    if (!access.isOpen() || isLoopback(host)) {
      return Optional.empty();
    }
    return Optional.of(
        "api.host is "
            + host
            + ", which other machines can reach, but nobody would be asked who they are: set"
            + " api.tokens (WAYBILL_API_TOKENS) or api.oidc, or listen on 127.0.0.1");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
