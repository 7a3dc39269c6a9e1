package io.waybill.registry.transport;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The connections to one registry. Blocking, made for virtual threads: an interrupt of a virtual
 * thread closes the socket that it waits for.
 */
public final class HttpTransport implements AutoCloseable {
  /** Headers and small bodies go through this; larger reads and writes go around it. */
  private static final int SESSION_BUFFER = 16 * 1024;

  /**
   * How often an upload looks whether the server has answered already (413, 401), in bytes: seldom
   * enough to cost nothing.
   */
  private static final long EARLY_ANSWER_CHECK = 1024 * 1024;

  /** Longer than any wait for a free connection that is not a deadlock. */
  private static final Duration POOL_WAIT = Duration.ofMinutes(2);

  /** Idle connections are checked before use after this; registries close them after 30 s or so. */
  private static final TimeValue CHECK_IDLE_AFTER = TimeValue.ofSeconds(1);

  private static final TimeValue KEEP_IDLE = TimeValue.ofSeconds(30);

  private static final String USER_AGENT = "waybill/" + Version.TEXT;

  private final CloseableHttpClient client;

  /** Opens no connection yet. */
  public HttpTransport(TransportSettings settings) {
    this.client = build(settings);
  }

  /**
   * Sends the request and returns as soon as the response's head is there.
   *
   * @throws IOException as the network or the body's source had it
   */
  public WireResponse send(WireRequest request) throws IOException {
    URI uri = request.uri();
    HttpHost host = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), uri);
    // As it came: nothing is normalised.
    message.setPath(target(uri));
    request.headers().forEach(message::setHeader);
    RequestBody body = request.body();
    if (body != null) {
      message.setEntity(new BodyEntity(body, request.headers().get("Content-Type")));
    }
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(config(request.patience()));
    return new WireResponse(client.executeOpen(host, message, context), message::abort);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  private static String target(URI uri) {
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  private static RequestConfig config(Duration patience) {
    return RequestConfig.custom()
        .setConnectionRequestTimeout(Timeout.of(POOL_WAIT))
        .setResponseTimeout(Timeout.of(patience))
        .setRedirectsEnabled(false)
        .setAuthenticationEnabled(false)
        .setContentCompressionEnabled(false)
        .setProtocolUpgradeEnabled(false)
        .build();
  }

  private static CloseableHttpClient build(TransportSettings settings) {
    return HttpClientBuilder.create()
        .setConnectionManager(connections(settings))
        .setUserAgent(USER_AGENT)
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableConnectionState()
        .evictIdleConnections(KEEP_IDLE)
        .build();
  }

  private static PoolingHttpClientConnectionManager connections(TransportSettings settings) {
    PoolingHttpClientConnectionManagerBuilder builder =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(Http1Config.custom().setBufferSize(SESSION_BUFFER).build())
                    .responseOutOfOrderStrategy(
                        new MonitoringResponseOutOfOrderStrategy(EARLY_ANSWER_CHECK))
                    .build())
            .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                    .setValidateAfterInactivity(CHECK_IDLE_AFTER)
                    .build())
            .setMaxConnTotal(settings.maxConnections())
            .setMaxConnPerRoute(settings.maxConnections())
            .setDnsResolver(new AddressGuard(settings.base().getHost()));
    if (settings.trust().anyCertificate()) {
      builder.setTlsSocketStrategy(
          new DefaultClientTlsStrategy(trustingAny(), NoopHostnameVerifier.INSTANCE));
    } else if (!settings.trust().authorities().isEmpty()) {
      builder.setTlsSocketStrategy(
          new DefaultClientTlsStrategy(trustingAlso(settings.trust().authorities())));
    }
    return builder.build();
  }

  /** The usual authorities stay: a registry may redirect to a storage with a public certificate. */
  private static SSLContext trustingAlso(List<X509Certificate> authorities) {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      List<X509Certificate> believed = new ArrayList<>(usualAuthorities());
      believed.addAll(authorities);
      for (X509Certificate authority : believed) {
        all.setCertificateEntry("authority-" + all.size(), authority);
      }
      return SSLContextBuilder.create().loadTrustMaterial(all, null).build();
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("Every Java platform has TLS", impossible);
    }
  }

  private static List<X509Certificate> usualAuthorities() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
        .toList();
  }

  private static SSLContext trustingAny() {
    try {
      return SSLContextBuilder.create().loadTrustMaterial(null, (chain, type) -> true).build();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java platform has TLS", impossible);
    }
  }
}
