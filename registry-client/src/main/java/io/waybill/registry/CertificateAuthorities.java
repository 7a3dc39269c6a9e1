package io.waybill.registry;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the certificates of authorities that a registry's own certificate may come from. */
public final class CertificateAuthorities {
  private CertificateAuthorities() {}

  /**
   * The certificates in a PEM file, one or several.
   *
   * @throws IllegalArgumentException where there are none; the message says why and what to do
   */
  public static List<X509Certificate> read(Path file) {
    return CertificateFile.read(file, "certificate authorities");
  }
}
