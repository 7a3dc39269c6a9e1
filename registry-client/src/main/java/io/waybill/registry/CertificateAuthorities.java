package io.waybill.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the certificates of authorities that a registry's own certificate may come from. */
public final class CertificateAuthorities {
  private CertificateAuthorities() {}

  /**
   * The certificates in a PEM file, one or several.
   *
   * @throws IllegalArgumentException where there are none; the message says why and what to do
   */
  public static List<X509Certificate> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
      throw unusable(file, "there is no certificate in it", null);
    } catch (NoSuchFileException missing) {
      throw unusable(file, "there is no such file", missing);
    } catch (IOException | CertificateException failed) {
      throw unusable(file, String.valueOf(failed.getMessage()), failed);
    }
  }

  private static IllegalArgumentException unusable(
      Path file, String why, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "Tried to read certificate authorities from "
            + file
            + " but failed because: "
            + why
            + ". It has to be a PEM file with one or more certificates (BEGIN CERTIFICATE)",
        cause);
  }
}
