package io.waybill.cli.roles;

import io.waybill.chassis.config.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Believes a role of this machine because it has the certificate that the configuration gives it:
 * whoever has issued that, and whatever name it is called by from outside.
 */
final class OwnCertificate {
  private OwnCertificate() {}

  /**
   * Expects the role's own certificate at the other end.
   *
   * @throws IOException when its file cannot be read
   */
  static void expect(HttpsURLConnection connection, TlsConfig tls) throws IOException {
    try (InputStream in = Files.newInputStream(tls.certificate().orElseThrow())) {
      KeyStore known = KeyStore.getInstance("PKCS12");
      known.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        known.setCertificateEntry("certificate-" + known.size(), certificate);
      }
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(known);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted.getTrustManagers(), null);
      connection.setSSLSocketFactory(context.getSocketFactory());
      // It is asked for at an address of this machine, which its certificate need not name.
      connection.setHostnameVerifier((name, session) -> true);
    } catch (GeneralSecurityException unusable) {
      throw new IOException("gateway.tls.certificate cannot be used", unusable);
    }
  }
}
