package io.waybill.registry.transport;

import io.waybill.registry.ProxyServer;
import java.io.IOException;
import java.net.SocketException;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One exchange over one connection, with an eye for connections that the server has closed while
 * they waited in the pool, and for a proxy's own answers.
 */
final class Exchanges extends HttpRequestExecutor {
  private final Optional<ProxyServer> proxy;

  Exchanges(Optional<ProxyServer> proxy) {
    this.proxy = proxy;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      @Nullable HttpResponseInformationCallback information,
      HttpContext context)
      throws IOException, HttpException {
    boolean used = connection.getEndpointDetails().getRequestCount() > 0;
    HttpEntity body = request.getEntity();
    // Not isRepeatable: the library's wrapper calls every body so that was not begun yet.
    boolean repeatable = body == null || !body.isStreaming();
    if (used && !repeatable && connection.isStale()) {
      // Once the body flows it cannot be sent again; the millisecond is nothing beside it.
      throw new StaleConnectionException(new ConnectionClosedException());
    }
    try {
      ClassicHttpResponse response = super.execute(request, connection, information, context);
      requireTunnel(request, response);
      return response;
    } catch (NoHttpResponseException | SocketException | ConnectionClosedException broken) {
      boolean stale = used && repeatable && !Thread.currentThread().isInterrupted();
      throw stale ? new StaleConnectionException(broken) : broken;
    }
  }

  /** The library would hand on a proxy's refusal as if the registry had answered. */
  private void requireTunnel(ClassicHttpRequest request, ClassicHttpResponse response)
      throws ProxyException {
    if (Method.CONNECT.isSame(request.getMethod())
        && response.getCode() != HttpStatus.SC_OK
        && proxy.isPresent()) {
      throw ProxyException.answered(proxy.get(), request.getPath(), response.getCode());
    }
  }
}
