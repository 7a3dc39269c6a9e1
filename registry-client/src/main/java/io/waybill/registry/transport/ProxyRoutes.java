package io.waybill.registry.transport;

import io.waybill.registry.ProxyServer;
import io.waybill.registry.Route;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.RouteInfo.LayerType;
import org.apache.hc.client5.http.RouteInfo.TunnelType;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Which connection leads to a host: straight, through a proxy's tunnel for https, or by the proxy's
 * leave for http. A host that has an address of its own is asked of the proxy by that address, in a
 * tunnel in any case, for only there its name still reaches it.
 */
final class ProxyRoutes implements HttpRoutePlanner {
  private final Route route;

  ProxyRoutes(Route route) {
    this.route = route;
  }

  @Override
  public HttpRoute determineRoute(HttpHost target, HttpContext context) {
    int port = DefaultSchemePortResolver.INSTANCE.resolve(target);
    HttpHost host = new HttpHost(target.getSchemeName(), target.getHostName(), port);
    boolean secure = URIScheme.HTTPS.same(host.getSchemeName());
    Optional<ProxyServer> proxy = route.findProxy(host.getHostName());
    if (proxy.isEmpty()) {
      return new HttpRoute(host, null, secure);
    }
    HttpHost server = at(proxy.get());
    Optional<InetAddress> named = route.findAddress(host.getHostName());
    if (named.isEmpty() && !secure) {
      return new HttpRoute(host, null, server, false);
    }
    HttpHost asked =
        named
            .map(address -> new HttpHost(host.getSchemeName(), address.getHostAddress(), port))
            .orElse(host);
    return new HttpRoute(
        asked,
        host,
        null,
        new HttpHost[] {server},
        secure,
        TunnelType.TUNNELLED,
        secure ? LayerType.LAYERED : LayerType.PLAIN);
  }

  /** The proxy as the library knows it. */
  static HttpHost at(ProxyServer proxy) {
    return new HttpHost(URIScheme.HTTP.id, proxy.host(), proxy.port());
  }
}
