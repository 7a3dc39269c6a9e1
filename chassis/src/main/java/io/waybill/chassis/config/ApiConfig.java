package io.waybill.chassis.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The API.
 *
 * @param host the address on which it listens
 * @param port the port on which it listens; 0 = any free one
 * @param tokens what callers may show; none = everyone may call, on this machine only
 * @param notifications how subscribers are told
 * @param kubernetes the clusters whose workloads subscriptions may change, by the names that they
 *     use
 * @param history what is kept of the past
 */
public record ApiConfig(
    @Key("The address on which it listens. Off this machine it needs tokens.") String host,
    @Key("The port on which it listens; `0` is any free one.") int port,
    @Key(
            value =
                "Bearer tokens, each of at least 16 characters, that callers may show. Without any,"
                    + " everyone on this machine may call.",
            example = "[\"${WAYBILL_TOKEN}\"]")
        List<Secret> tokens,
    @Key("How subscribers are told what has happened.") NotificationsConfig notifications,
    @Key(
            "Clusters whose workloads subscriptions may give new images, by the names that"
                + " subscriptions use. The account is configured here, because accounts do not go"
                + " through the API.")
        Map<String, KubernetesConfig> kubernetes,
    @Key("What is kept of the past.") HistoryConfig history) {
  /** What holds when nothing is configured. */
  public static final ApiConfig DEFAULT = new ApiConfig("127.0.0.1", 8081, List.of());

  private static final int SHORTEST_TOKEN = 16;

  /** Checks the ranges. */
  public ApiConfig {
    tokens = List.copyOf(tokens);
    kubernetes = Collections.unmodifiableMap(new TreeMap<>(kubernetes));
    new Checks()
        .notBlank("host", host)
        .port(port)
        .require(
            tokens.stream().allMatch(token -> token.reveal().length() >= SHORTEST_TOKEN),
            "tokens",
            "has a token shorter than " + SHORTEST_TOKEN + " characters, which could be guessed")
        .done();
  }

  /** An API that notifies and keeps history as it does by default, and no cluster. */
  public ApiConfig(String host, int port, List<Secret> tokens) {
    this(host, port, tokens, NotificationsConfig.DEFAULT, Map.of(), HistoryConfig.DEFAULT);
  }

  /** The same with other ways to notify. */
  public ApiConfig withNotifications(NotificationsConfig other) {
    return new ApiConfig(host, port, tokens, other, kubernetes, history);
  }

  /** The same with these clusters and no others. */
  public ApiConfig withKubernetes(Map<String, KubernetesConfig> others) {
    return new ApiConfig(host, port, tokens, notifications, others, history);
  }

  /** The same that keeps of the past what this says. */
  public ApiConfig withHistory(HistoryConfig other) {
    return new ApiConfig(host, port, tokens, notifications, kubernetes, other);
  }

  /** Whether only this machine can reach it. */
  public boolean isOnLoopback() {
    return isLoopback(host);
  }

  /**
   * Why the API must not start like this, if so: it would listen where others can reach it, and ask
   * nobody for a token. Not a fault of the configuration as such: the file is shared by all roles,
   * and those that need no tokens may be started without them.
   */
  public Optional<String> refusal() {
    if (!tokens.isEmpty() || isLoopback(host)) {
      return Optional.empty();
    }
    return Optional.of(
        "api.host is "
            + host
            + ", which other machines can reach, but api.tokens is empty: set tokens"
            + " (WAYBILL_API_TOKENS), or listen on 127.0.0.1");
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
