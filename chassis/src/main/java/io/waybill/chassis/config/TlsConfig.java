package io.waybill.chassis.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS of a listener.
 *
 * @param certificate a PEM file with its certificate and those of the authorities between; none =
 *     the listener speaks plain HTTP
 * @param key a PEM file with the certificate's private key
 * @param clientAuthorities a PEM file of the authorities whose client certificates are believed;
 *     none = none is asked for
 */
public record TlsConfig(
    @Key(
            value =
                "A PEM file with the listener's certificate chain. Left out, it speaks plain HTTP.",
            example = "/etc/waybill/tls/tls.crt")
        Optional<Path> certificate,
    @Key(value = "A PEM file with its private key.", example = "/etc/waybill/tls/tls.key")
        Optional<Path> key,
    @Key(
            value =
                "A PEM file of the authorities whose client certificates are believed. A"
                    + " certificate is asked for then, and needed for webhooks with `certificate`.",
            example = "/etc/waybill/tls/clients.pem")
        Optional<Path> clientAuthorities) {
  /** Plain HTTP. */
  public static final TlsConfig NONE =
      new TlsConfig(Optional.empty(), Optional.empty(), Optional.empty());

  /** Checks that what belongs together is there. */
  public TlsConfig {
    new Checks()
        .require(
            certificate.isPresent() == key.isPresent(),
            certificate.isPresent() ? "key" : "certificate",
            "is missing: TLS needs a certificate and its key")
        .require(
            clientAuthorities.isEmpty() || certificate.isPresent(),
            "clientAuthorities",
            "has no effect without a certificate of the listener's own")
        .done();
  }
}
