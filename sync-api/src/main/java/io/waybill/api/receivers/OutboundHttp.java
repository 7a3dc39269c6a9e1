package io.waybill.api.receivers;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Requests to somebody whom we know nothing of: each over a connection of its own, with a time for
 * everything together and a limit for the answer; a redirection is an answer like any other, and no
 * proxy is asked. Apache's client, for it lets us say which addresses a name may have.
 */
final class OutboundHttp implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 2_000;
  private static final int LONGEST_HEADER = 16 * 1024;
  private static final int MOST_HEADERS = 100;

  /**
   * An answer.
   *
   * @param status its HTTP status
   * @param text the beginning of its body
   * @param retryAfter the header, as it came
   */
  record Reply(int status, String text, Optional<String> retryAfter) {
    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  private final CloseableHttpClient client;
  private final Duration patience;

  /**
   * A client.
   *
   * @param addresses finds the addresses of hosts, and refuses some
   * @param tls whose certificates are believed
   * @param patience the time that a request may take, connecting and answer included
   */
  OutboundHttp(DnsResolver addresses, TlsSocketStrategy tls, Duration patience) {
    this.patience = patience;
    Timeout timeout = Timeout.of(patience);
    this.client =
        HttpClientBuilder.create()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                            .http1Config(
                                Http1Config.custom()
                                    .setMaxLineLength(LONGEST_HEADER)
                                    .setMaxHeaderCount(MOST_HEADERS)
                                    .build())
                            .build())
                    .setDnsResolver(addresses)
                    .setTlsSocketStrategy(tls)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(timeout)
                            .setSocketTimeout(timeout)
                            .build())
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_CONNECTIONS)
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout)
                    .setResponseTimeout(timeout)
                    .setRedirectsEnabled(false)
                    .setAuthenticationEnabled(false)
                    .build())
            .setConnectionReuseStrategy((request, response, context) -> false)
            .setUserAgent("waybill")
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableConnectionState()
            .build();
  }

  /**
   * Sends a request.
   *
   * @param body an empty one is none
   * @param most bytes of the answer's body that are read
   * @throws IOException when there is no answer in time; its message is the rest of a sentence
   */
  Reply send(String method, URI address, Map<String, String> headers, byte[] body, int most)
      throws IOException, InterruptedException {
    HttpUriRequestBase request = new HttpUriRequestBase(method, address);
    headers.forEach(request::setHeader);
    if (body.length > 0) {
      request.setEntity(
          new ByteArrayEntity(body, ContentType.parseLenient(headers.get("Content-Type"))));
    }
    FutureTask<Reply> exchange = new FutureTask<>(() -> exchange(request, most));
    Thread.ofVirtual().name("outbound request").start(exchange);
    try {
      return exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new IOException("it did not answer within " + patience.toMillis() + " ms", late);
    } catch (ExecutionException failed) {
      throw ConnectFaults.inWords(failed.getCause() == null ? failed : failed.getCause());
    } finally {
      // An interrupt of a virtual thread closes the socket that it waits for.
      exchange.cancel(true);
    }
  }

  private Reply exchange(HttpUriRequestBase request, int most) throws IOException {
    try {
      ClassicHttpResponse response =
          client.executeOpen(RoutingSupport.determineHost(request), request, null);
      Header later = response.getFirstHeader("Retry-After");
      HttpEntity entity = response.getEntity();
      byte[] beginning =
          entity == null || most == 0 ? new byte[0] : entity.getContent().readNBytes(most);
      return new Reply(
          response.getCode(),
          new String(beginning, StandardCharsets.UTF_8),
          Optional.ofNullable(later).map(Header::getValue));
    } catch (HttpException malformed) {
      throw new ClientProtocolException(malformed);
    } finally {
      // Closes the connection. Closing the answer would read on to its end, which may never come.
      request.cancel();
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
