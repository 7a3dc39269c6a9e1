package io.waybill.registry.transport;

import io.waybill.registry.ClientCertificate;
import io.waybill.registry.Route;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the client certificate to the registry's own host, on any port, and to no other: neither
 * the storage of its blobs nor a token server elsewhere learns who we are.
 */
final class ShownCertificate extends X509ExtendedKeyManager {
  private static final String ALIAS = "client";

  private final ClientCertificate certificate;
  private final String ownHost;

  ShownCertificate(ClientCertificate certificate, String ownHost) {
    this.certificate = certificate;
    this.ownHost = Route.comparable(ownHost);
  }

  /** The issuers that the peer says it knows are not looked at: servers often list too few. */
  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    boolean fits = Arrays.asList(keyTypes).contains(certificate.key().getAlgorithm());
    return fits && isOwn(socket) ? ALIAS : null;
  }

  private boolean isOwn(@Nullable Socket socket) {
    if (!(socket instanceof SSLSocket tls)) {
      return false;
    }
    SSLSession session = tls.getHandshakeSession();
    String peer = session == null ? null : session.getPeerHost();
    return peer != null && Route.comparable(peer).equals(ownHost);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return alias.equals(ALIAS) ? certificate.chain().toArray(X509Certificate[]::new) : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? certificate.key() : null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
