package io.waybill.migration.cluster;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.AuthProviderConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.waybill.migration.cluster.ClusterException.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a context shows to its cluster, in the order in which kubectl looks: a token, a file with
 * one, what a program says, a token of the days of auth providers; and a certificate beside.
 *
 * @param environment the variables, for proxies and programs
 * @param told hears what a program says to people
 */
public record Login(Map<String, String> environment, Consumer<String> told) {
  private static final int CONNECT_MS = 10_000;
  private static final int ANSWER_MS = 60_000;
  private static final int RETRIES = 3;
  private static final int FIRST_PAUSE_MS = 200;

  /** How the client library is to speak to the cluster. */
  Config config(
      String context,
      Kubeconfig.Found<io.fabric8.kubernetes.api.model.Cluster> cluster,
      Optional<Kubeconfig.Found<AuthInfo>> user)
      throws ClusterException, InterruptedException {
    var there = cluster.value();
    boolean unchecked = Boolean.TRUE.equals(there.getInsecureSkipTlsVerify());
    String authority = readable(cluster.path(there.getCertificateAuthority()), context);
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server(context, there.getServer()))
            .withTrustCerts(unchecked)
            .withDisableHostnameVerification(unchecked)
            .withCaCertFile(authority)
            .withCaCertData(there.getCertificateAuthorityData())
            .withTlsServerName(there.getTlsServerName())
            .withConnectionTimeout(CONNECT_MS)
            .withRequestTimeout(ANSWER_MS)
            .withRequestRetryBackoffLimit(RETRIES)
            .withRequestRetryBackoffInterval(FIRST_PAUSE_MS)
            .withUserAgent("waybill")
            .build();
    proxies(config, there.getProxyUrl());
    if (user.isPresent()) {
      show(config, context, cluster, user.get());
    }
    return config;
  }

  private static String server(String context, @Nullable String server) throws ClusterException {
    try {
      URI uri = URI.create(Objects.requireNonNullElse(server, ""));
      if (uri.getHost() != null && ("https".equals(uri.getScheme()) || isPlain(uri))) {
        return uri.toString();
      }
    } catch (IllegalArgumentException malformed) {
      // Told below.
    }
    throw new ClusterException(
        Fault.KUBECONFIG,
        "The cluster of the context \"%s\" has no server that could be asked: its address begins with https:// in the kubeconfig."
            .formatted(context));
  }

  private static boolean isPlain(URI uri) {
    return "http".equals(uri.getScheme());
  }

  /** As kubectl: the file's own, or else the environment's. */
  private void proxies(Config config, @Nullable String own) {
    if (own != null && !own.isEmpty()) {
      config.setHttpsProxy(own);
      config.setHttpProxy(own);
      return;
    }
    config.setHttpsProxy(variable("HTTPS_PROXY"));
    config.setHttpProxy(variable("HTTP_PROXY"));
    String without = variable("NO_PROXY");
    if (without != null) {
      config.setNoProxy(
          Arrays.stream(without.split(","))
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .toArray(String[]::new));
    }
  }

  private @Nullable String variable(String name) {
    String value =
        environment.getOrDefault(name.toLowerCase(Locale.ROOT), environment.getOrDefault(name, ""));
    return value.isBlank() ? null : value;
  }

  private void show(
      Config config,
      String context,
      Kubeconfig.Found<io.fabric8.kubernetes.api.model.Cluster> cluster,
      Kubeconfig.Found<AuthInfo> user)
      throws ClusterException, InterruptedException {
    AuthInfo info = user.value();
    config.setClientCertFile(readable(user.path(info.getClientCertificate()), context));
    config.setClientKeyFile(readable(user.path(info.getClientKey()), context));
    config.setClientCertData(info.getClientCertificateData());
    config.setClientKeyData(info.getClientKeyData());
    config.setUsername(info.getUsername());
    config.setPassword(info.getPassword());
    config.setImpersonateUsername(info.getAs());
    config.setImpersonateGroups(
        Objects.requireNonNullElse(info.getAsGroups(), List.<String>of()).toArray(String[]::new));
    String token = token(context, user);
    if (token != null) {
      config.setOauthToken(token);
    } else if (info.getExec() != null) {
      CredentialPlugin.Credential given =
          new CredentialPlugin(info.getExec(), user.file(), this).run(context, cluster);
      config.setOauthToken(given.token());
      if (given.certificate() != null) {
        config.setClientCertData(given.certificate());
        config.setClientKeyData(given.key());
      }
    }
    config.setClientKeyAlgo(
        ClientKeys.algorithm(config.getClientKeyFile(), config.getClientKeyData()));
  }

  private static @Nullable String token(String context, Kubeconfig.Found<AuthInfo> user)
      throws ClusterException {
    AuthInfo info = user.value();
    if (info.getToken() != null && !info.getToken().isBlank()) {
      return info.getToken().strip();
    }
    String file = readable(user.path(info.getTokenFile()), context);
    if (file != null) {
      try {
        return Files.readString(Path.of(file)).strip();
      } catch (IOException unreadable) {
        throw unreadable(file, context);
      }
    }
    AuthProviderConfig provider = info.getAuthProvider();
    if (provider == null || info.getExec() != null) {
      return null;
    }
    Map<String, String> kept = Objects.requireNonNullElse(provider.getConfig(), Map.of());
    String token = kept.getOrDefault("id-token", kept.get("access-token"));
    if (token == null || token.isBlank()) {
      throw new ClusterException(
          Fault.KUBECONFIG,
          "The user of the context \"%s\" logs in by the auth provider \"%s\", which the kubeconfig keeps no token of: let it log in by a program (exec), as kubectl has it since 1.26."
              .formatted(context, provider.getName()));
    }
    return token.strip();
  }

  private static @Nullable String readable(@Nullable String file, String context)
      throws ClusterException {
    if (file != null && !Files.isReadable(Path.of(file))) {
      throw unreadable(file, context);
    }
    return file;
  }

  private static ClusterException unreadable(String file, String context) {
    return new ClusterException(
        Fault.KUBECONFIG,
        "The context \"%s\" names the file %s, which cannot be read: correct the kubeconfig, or let it be read."
            .formatted(context, file));
  }
}
