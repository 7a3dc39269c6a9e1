package io.waybill.api.receivers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

/** Whose certificates are believed. */
final class Authorities {
  private Authorities() {}

  /**
   * Those of this file, and no others.
   *
   * @throws IOException when it cannot be read; its message is the rest of a sentence
   */
  static TlsSocketStrategy only(Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
      believed.load(null, null);
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        believed.setCertificateEntry("authority-" + believed.size(), authority);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(believed);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return new DefaultClientTlsStrategy(context);
    } catch (GeneralSecurityException | IOException unreadable) {
      throw new IOException(
          "its certificate authorities cannot be read from " + file + " (ca)", unreadable);
    }
  }
}
