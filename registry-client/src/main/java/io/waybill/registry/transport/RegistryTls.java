package io.waybill.registry.transport;

import io.waybill.registry.ClientCertificate;
import io.waybill.registry.Trust;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS as one registry's connections speak it: whom they believe, and what they show. Set up when
 * the first connection needs it, for reading what Java believes in takes a twentieth of a second,
 * and a registry that speaks plain http has no use for it.
 */
final class RegistryTls implements TlsSocketStrategy {
  private final Trust trust;
  private final String ownHost;
  private final Lock once = new ReentrantLock();
  private volatile @Nullable TlsSocketStrategy strategy;

  private RegistryTls(Trust trust, String ownHost) {
    this.trust = trust;
    this.ownHost = ownHost;
  }

  /** The TLS for this trust; a client certificate is shown to {@code ownHost} alone. */
  static TlsSocketStrategy strategy(Trust trust, String ownHost) {
    return new RegistryTls(trust, ownHost);
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String target, int port, @Nullable Object attachment, HttpContext context)
      throws IOException {
    return strategy().upgrade(socket, target, port, attachment, context);
  }

  private TlsSocketStrategy strategy() {
    TlsSocketStrategy known = strategy;
    if (known != null) {
      return known;
    }
    once.lock();
    try {
      known = strategy;
      if (known == null) {
        known = setUp(trust, ownHost);
        strategy = known;
      }
      return known;
    } finally {
      once.unlock();
    }
  }

  private static TlsSocketStrategy setUp(Trust trust, String ownHost) {
    if (trust.equals(Trust.USUAL)) {
      return DefaultClientTlsStrategy.createDefault();
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown(trust, ownHost), believed(trust), null);
      return trust.anyCertificate()
          ? new DefaultClientTlsStrategy(
              context, HostnameVerificationPolicy.CLIENT, NoopHostnameVerifier.INSTANCE)
          : new DefaultClientTlsStrategy(context);
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("Every Java platform has TLS", impossible);
    }
  }

  private static KeyManager @Nullable [] shown(Trust trust, String ownHost) {
    ClientCertificate certificate = trust.shown().orElse(null);
    return certificate == null
        ? null
        : new KeyManager[] {new ShownCertificate(certificate, ownHost)};
  }

  private static TrustManager @Nullable [] believed(Trust trust)
      throws GeneralSecurityException, IOException {
    if (trust.anyCertificate()) {
      return new TrustManager[] {new TrustingAny()};
    }
    return trust.authorities().isEmpty() ? null : also(trust.authorities());
  }

  /** The usual authorities stay: a registry may redirect to a storage with a public certificate. */
  private static TrustManager[] also(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
    all.load(null, null);
    List<X509Certificate> believed = new ArrayList<>(usualAuthorities());
    believed.addAll(authorities);
    for (X509Certificate authority : believed) {
      all.setCertificateEntry("authority-" + all.size(), authority);
    }
    return managers(all);
  }

  private static List<X509Certificate> usualAuthorities() throws GeneralSecurityException {
    return Arrays.stream(managers(null))
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
        .toList();
  }

  /** The managers that believe in what the store holds; null = in what Java believes in. */
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
