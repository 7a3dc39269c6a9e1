package io.waybill.gateway.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** Whom a certificate names: the common names of its subject and its alternative DNS names. */
final class CertificateNames {
  /** {@code dNSName}, RFC 5280, section 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private CertificateNames() {}

  static Stream<String> of(X509Certificate certificate) {
    return Stream.concat(common(certificate), alternative(certificate));
  }

  private static Stream<String> common(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("CN"))
              .map(part -> String.valueOf(part.getValue()));
    } catch (InvalidNameException unreadable) {
      return Stream.empty();
    }
  }

  private static Stream<String> alternative(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return (names == null ? List.<List<?>>of() : names)
          .stream()
              .filter(each -> each.size() > 1 && Integer.valueOf(DNS_NAME).equals(each.getFirst()))
              .map(each -> String.valueOf(each.get(1)));
    } catch (CertificateParsingException unreadable) {
      return Stream.empty();
    }
  }
}
