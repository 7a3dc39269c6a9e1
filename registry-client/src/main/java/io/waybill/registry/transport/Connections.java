package io.waybill.registry.transport;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The pool of connections: how they are made, watched and kept. */
final class Connections extends PoolingHttpClientConnectionManagerBuilder {
  /** Headers and small bodies go through this; larger reads and writes go around it. */
  private static final int SESSION_BUFFER = 16 * 1024;

  /** A signed address of a storage may be long, but an answer's head has to end. */
  private static final int LONGEST_HEADER = 32 * 1024;

  private static final int MOST_HEADERS = 200;

  /**
   * Idle connections are checked before use after this; registries close them after 30 s or so. The
   * check costs a millisecond, so one that was used just now is not: {@link Exchanges} copes with
   * what is missed.
   */
  private static final TimeValue CHECK_IDLE_AFTER = TimeValue.ofSeconds(1);

  private final StallWatch watch;

  private Connections(StallWatch watch) {
    this.watch = watch;
  }

  /** An empty pool. */
  static PoolingHttpClientConnectionManager open(
      TransportSettings settings, AddressGuard guard, StallWatch watch) {
    return new Connections(watch)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setBufferSize(SESSION_BUFFER)
                        .setMaxLineLength(LONGEST_HEADER)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build())
                .responseOutOfOrderStrategy(new EarlyAnswers())
                .build())
        .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                .setValidateAfterInactivity(CHECK_IDLE_AFTER)
                .build())
        .setMaxConnTotal(settings.maxConnections())
        .setMaxConnPerRoute(settings.maxConnections())
        .setDnsResolver(guard)
        .setTlsSocketStrategy(RegistryTls.strategy(settings.trust(), settings.base().getHost()))
        .build();
  }

  @Override
  protected HttpClientConnectionOperator createConnectionOperator(
      SchemePortResolver ports, DnsResolver addresses, TlsSocketStrategy tls) {
    return new DefaultHttpClientConnectionOperator(
        socksProxy -> watch.open(),
        ports,
        addresses,
        RegistryBuilder.<TlsSocketStrategy>create().register(URIScheme.HTTPS.id, tls).build());
  }
}
