package io.waybill.registry;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Which certificates of a registry are believed, and which one it is shown.
 *
 * @param anyCertificate whether certificates are left unchecked; an explicit choice
 * @param authorities certificates to believe besides those that Java believes anyway
 * @param shown the certificate for a registry that asks for one; none = it gets none
 */
public record Trust(
    boolean anyCertificate, List<X509Certificate> authorities, Optional<ClientCertificate> shown) {
  /** What Java believes, and nothing else. */
  public static final Trust USUAL = new Trust(false, List.of(), Optional.empty());

  /** Anything. */
  public static final Trust ANYTHING = new Trust(true, List.of(), Optional.empty());

  /** Keeps a copy of the list. */
  public Trust {
    authorities = List.copyOf(authorities);
  }

  /** What Java believes, and these as well. */
  public static Trust also(List<X509Certificate> authorities) {
    return new Trust(false, authorities, Optional.empty());
  }

  /** The same, with a certificate to show. */
  public Trust showing(ClientCertificate certificate) {
    return new Trust(anyCertificate, authorities, Optional.of(certificate));
  }
}
