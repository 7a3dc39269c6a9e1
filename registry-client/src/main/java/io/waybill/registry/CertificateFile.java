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

/** Certificates in a PEM file. */
final class CertificateFile {
  private CertificateFile() {}

  /**
   * The certificates in the file, one or several.
   *
   * @param what what is looked for, for people
   * @throws IllegalArgumentException where there are none; the message says why and what to do
   */
  static List<X509Certificate> read(Path file, String what) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
      throw unusable(file, what, "there is no certificate in it", null);
    } catch (NoSuchFileException missing) {
      throw unusable(file, what, "there is no such file", missing);
    } catch (IOException | CertificateException failed) {
      throw unusable(file, what, String.valueOf(failed.getMessage()), failed);
    }
  }

  private static IllegalArgumentException unusable(
      Path file, String what, String why, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "Tried to read "
            + what
            + " from "
            + file
            + " but failed because: "
            + why
            + ". It has to be a PEM file with one or more certificates (BEGIN CERTIFICATE)",
        cause);
  }
}
