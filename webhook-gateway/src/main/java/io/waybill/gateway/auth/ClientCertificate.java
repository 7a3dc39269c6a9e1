package io.waybill.gateway.auth;

import java.security.cert.X509Certificate;

/**
 * A client certificate of the connection (TLS) that names the sender: its subject's common name or
 * one of its alternative DNS names, letter by letter, without wildcards. That one of {@code
 * gateway.tls.clientAuthorities} has issued it, the listener has seen to.
 */
public final class ClientCertificate implements Authenticator {
  private final String webhook;
  private final String name;

  /** Accepts certificates that name this one, for the webhook with that name. */
  public ClientCertificate(String webhook, String name) {
    this.webhook = webhook;
    this.name = name;
  }

  @Override
  public Verdict check(Evidence evidence) {
    if (evidence.certificates().isEmpty()) {
      return Verdict.refused("its connection has no client certificate");
    }
    X509Certificate own = evidence.certificates().getFirst();
    boolean named = CertificateNames.of(own).anyMatch(name::equals);
    return named
        ? Verdict.ACCEPTED
        : Verdict.refused("the client certificate of its connection names somebody else");
  }

  @Override
  public Ask ask() {
    return new Ask(
        "a client certificate that names what webhooks." + webhook + ".certificate says",
        "Give the registry such a certificate, of one of gateway.tls.clientAuthorities.",
        Ask.OTHER);
  }
}
