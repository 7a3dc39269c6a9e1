package io.waybill.registry.transport;

import io.waybill.registry.Credentials;
import io.waybill.registry.ProxyServer;
import io.waybill.registry.Route;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The connections to one registry. Blocking, made for virtual threads: an interrupt of a virtual
 * thread closes the socket that it waits for.
 */
public final class HttpTransport implements Transport {
  /** Longer than any wait for a free connection that is not a deadlock. */
  private static final Duration POOL_WAIT = Duration.ofMinutes(2);

  private static final TimeValue KEEP_IDLE = TimeValue.ofSeconds(30);

  private static final String USER_AGENT = "waybill/" + Version.TEXT;

  private final TransportSettings settings;
  private final AddressGuard guard;
  private final StallWatch watch;
  private final CloseableHttpClient client;

  /** Opens no connection yet. */
  public HttpTransport(TransportSettings settings) {
    this(settings, new AddressGuard(settings.base().getHost(), settings.route()));
  }

  HttpTransport(TransportSettings settings, AddressGuard guard) {
    Route route = settings.route();
    this.settings = settings;
    this.guard = guard;
    this.watch = new StallWatch(route.patience());
    this.client =
        HttpClientBuilder.create()
            .setConnectionManager(Connections.open(settings, guard, watch))
            .setRequestExecutor(new Exchanges(route.proxy()))
            .setRoutePlanner(new ProxyRoutes(route))
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

  @Override
  public WireResponse send(WireRequest request) throws IOException {
    // Each try takes one closed connection out of the pool, and there are no more than so many.
    for (int tries = 1; ; tries++) {
      try {
        return sendOnce(request);
      } catch (StaleConnectionException stale) {
        if (tries > settings.maxConnections()) {
          throw stale;
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (watch) {
      client.close();
    }
  }

  private WireResponse sendOnce(WireRequest request) throws IOException {
    URI uri = request.uri();
    HttpHost host = new HttpHost(uri.getScheme(), withoutBrackets(uri.getHost()), uri.getPort());
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), uri);
    // As it came, nothing is normalised; but a user in it is nobody that we know.
    message.setPath(target(uri));
    message.setAuthority(new URIAuthority(host));
    request.headers().forEach(message::setHeader);
    RequestBody body = request.body();
    if (body != null) {
      message.setEntity(new BodyEntity(body, request.headers().get("Content-Type")));
    }
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(config(request));
    Optional<ProxyServer> proxy = settings.route().findProxy(uri.getHost());
    if (proxy.isPresent()) {
      return sendThrough(proxy.get(), request, host, message, context);
    }
    return execute(request, host, message, context);
  }

  private WireResponse execute(
      WireRequest request, HttpHost host, HttpUriRequestBase message, HttpClientContext context)
      throws IOException {
    return WireResponse.of(
        client.executeOpen(host, message, context), message::abort, request.within());
  }

  private WireResponse sendThrough(
      ProxyServer proxy,
      WireRequest request,
      HttpHost host,
      HttpUriRequestBase message,
      HttpClientContext context)
      throws IOException {
    guard.requireAllowedBehindProxy(host.getHostName());
    proxy
        .account()
        .ifPresent(account -> context.resetAuthExchange(ProxyRoutes.at(proxy), basic(account)));
    WireResponse response;
    try {
      response = execute(request, host, message, context);
    } catch (RefusedAddressException refused) {
      throw refused;
    } catch (ConnectException | ConnectTimeoutException | UnknownHostException unreachable) {
      throw ProxyException.unreachable(proxy, unreachable);
    }
    if (response.status() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
      response.close();
      throw ProxyException.answered(proxy, host.toHostString(), response.status());
    }
    return response;
  }

  /** The account, sent unasked: who configures one for a proxy means it to be used. */
  private static BasicScheme basic(Credentials.Password account) {
    BasicScheme scheme = new BasicScheme();
    scheme.initPreemptive(
        new UsernamePasswordCredentials(account.username(), account.password().toCharArray()));
    return scheme;
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String target(URI uri) {
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  private RequestConfig config(WireRequest request) {
    Duration patience = request.patience();
    return RequestConfig.custom()
        .setConnectionRequestTimeout(Timeout.of(POOL_WAIT))
        .setResponseTimeout(Timeout.of(patience == null ? settings.route().patience() : patience))
        .setRedirectsEnabled(false)
        .setAuthenticationEnabled(false)
        .setContentCompressionEnabled(false)
        .setProtocolUpgradeEnabled(false)
        .build();
  }
}
