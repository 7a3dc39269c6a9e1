package io.waybill.chassis.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed. */
final class Authorities {
  private Authorities() {}

  /**
   * Those of this PEM file, and the usual ones.
   *
   * @throws IOException when it cannot be read; its message is a clause
   */
  static SSLContext besidesTheUsual(Path file) throws IOException {
    try {
      List<Certificate> all = usual();
      all.addAll(read(file));
      KeyStore believed = KeyStore.getInstance("PKCS12");
      believed.load(null, null);
      for (Certificate authority : all) {
        believed.setCertificateEntry("authority-" + believed.size(), authority);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(believed), null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw unreadable(file, String.valueOf(unusable.getMessage()), unusable);
    }
  }

  private static List<Certificate> read(Path file) throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(file)) {
      List<Certificate> found =
          List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
      if (found.isEmpty()) {
        throw unreadable(file, "there is no certificate in it", null);
      }
      return found;
    } catch (java.nio.file.NoSuchFileException missing) {
      throw unreadable(file, "there is no such file", missing);
    }
  }

  private static List<Certificate> usual() throws GeneralSecurityException {
    List<Certificate> usual = new ArrayList<>();
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager certificates) {
        usual.addAll(List.of(certificates.getAcceptedIssuers()));
      }
    }
    return usual;
  }

  private static TrustManager[] managers(@Nullable KeyStore believed)
      throws GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(believed);
    return managers.getTrustManagers();
  }

  private static IOException unreadable(Path file, String why, @Nullable Exception cause) {
    return new IOException(
        "no certificate authorities can be read from %s (ca): %s".formatted(file, why), cause);
  }
}
