package io.waybill.registry;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Which certificates of a registry are believed.
 *
 * @param anyCertificate whether certificates are left unchecked; an explicit choice
 * @param authorities certificates to believe besides those that Java believes anyway
 */
public record Trust(boolean anyCertificate, List<X509Certificate> authorities) {
  /** What Java believes, and nothing else. */
  public static final Trust USUAL = new Trust(false, List.of());

  /** Anything. */
  public static final Trust ANYTHING = new Trust(true, List.of());

  /** Keeps a copy of the list. */
  public Trust {
    authorities = List.copyOf(authorities);
  }

  /** What Java believes, and these as well. */
  public static Trust also(List<X509Certificate> authorities) {
    return new Trust(false, authorities);
  }
}
