package io.waybill.chassis.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.waybill.chassis.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A listener's certificate, its key and the authorities of its clients, as their files were when
 * they were read; whole, and belonging together.
 *
 * @param certificate the chain, as PEM
 * @param key its private key, as PEM
 * @param clientAuthorities as PEM
 */
record ListenerTls(Buffer certificate, Buffer key, Optional<Buffer> clientAuthorities) {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /**
   * What the files hold now; empty where the listener speaks plain HTTP.
   *
   * @throws ListenException when one of them cannot be used; says which, and why
   */
  static Optional<ListenerTls> read(Vertx vertx, HttpSettings settings) throws ListenException {
    TlsConfig tls = settings.tls();
    if (tls.certificate().isEmpty() || tls.key().isEmpty()) {
      return Optional.empty();
    }
    String section = settings.portKey().replaceFirst("port$", "tls");
    Path certificate = tls.certificate().get();
    Path key = tls.key().get();
    Buffer chain = content(section + ".certificate", certificate);
    Buffer privateKey = content(section + ".key", key);
    Optional<Buffer> authorities = Optional.empty();
    if (tls.clientAuthorities().isPresent()) {
      Path file = tls.clientAuthorities().get();
      authorities = Optional.of(content(section + ".clientAuthorities", file));
    }
    ListenerTls files = new ListenerTls(chain, privateKey, authorities);
    files.requirePair(vertx, section, certificate, key);
    if (tls.clientAuthorities().isPresent()) {
      files.requireAuthorities(vertx, section, tls.clientAuthorities().get());
    }
    return Optional.of(files);
  }

  /**
   * The listener speaks TLS from its start. HTTP/1.1 only, as without TLS: the limits are made for
   * it. A client certificate is asked for and not required, because not all routes want one.
   */
  void applyTo(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(false)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(pair());
    trust()
        .ifPresent(
            authorities -> options.setTrustOptions(authorities).setClientAuth(ClientAuth.REQUEST));
  }

  /** The same for a listener that has been speaking TLS. */
  ServerSSLOptions options() {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setUseAlpn(false).setEnabledSecureTransportProtocols(PROTOCOLS);
    options.setKeyCertOptions(pair());
    trust()
        .ifPresent(
            authorities -> options.setClientAuth(ClientAuth.REQUEST).setTrustOptions(authorities));
    return options;
  }

  private PemKeyCertOptions pair() {
    return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
  }

  private Optional<PemTrustOptions> trust() {
    return clientAuthorities.map(pem -> new PemTrustOptions().addCertValue(pem));
  }

  private void requirePair(Vertx vertx, String section, Path certificate, Path keyFile)
      throws ListenException {
    boolean fits;
    try {
      fits = isPair(vertx);
    } catch (Exception unusable) {
      throw new ListenException(
          "Tried to use the certificate in %s (%s.certificate) with the key in %s (%s.key), but"
                  .formatted(certificate, section, keyFile, section)
              + " failed because: "
              + reason(unusable)
              + ". Both have to be PEM files, the key without a password.",
          unusable);
    }
    if (!fits) {
      throw new ListenException(
          "The key in %s (%s.key) is not that of the certificate in %s (%s.certificate): its own"
                  .formatted(keyFile, section, certificate, section)
              + " certificate has to be the first in the file.");
    }
  }

  /** Signs something with the key, and asks the certificate. */
  private boolean isPair(Vertx vertx) throws Exception {
    for (KeyManager manager : pair().getKeyManagerFactory(vertx).getKeyManagers()) {
      if (manager instanceof X509KeyManager keys) {
        for (String type : new String[] {"RSA", "EC", "EdDSA", "RSASSA-PSS"}) {
          String @Nullable [] aliases = keys.getServerAliases(type, null);
          if (aliases != null && aliases.length > 0) {
            X509Certificate own = keys.getCertificateChain(aliases[0])[0];
            return verifies(keys.getPrivateKey(aliases[0]), own.getPublicKey());
          }
        }
      }
    }
    throw new GeneralSecurityException("it holds no certificate with a key that TLS can use");
  }

  private static boolean verifies(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "EC" -> "SHA256withECDSA";
              case "RSA" -> "SHA256withRSA";
              default -> key.getAlgorithm();
            });
    byte[] something = {1, 2, 3};
    signature.initSign(key);
    signature.update(something);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(something);
    return signature.verify(signed);
  }

  private void requireAuthorities(Vertx vertx, String section, Path file) throws ListenException {
    try {
      var _ = trust().orElseThrow().getTrustManagerFactory(vertx);
    } catch (Exception unusable) {
      throw new ListenException(
          "Tried to read certificates from %s (%s.clientAuthorities), but failed because: %s. It"
                  .formatted(file, section, reason(unusable))
              + " has to be a PEM file.",
          unusable);
    }
  }

  private static Buffer content(String key, Path file) throws ListenException {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new ListenException(
          "Tried to read %s (%s), but failed because: %s"
              .formatted(
                  file,
                  key,
                  unreadable instanceof NoSuchFileException
                      ? "there is no such file."
                      : unreadable.getMessage()),
          unreadable);
    }
  }

  /** Never what the file holds: that may be a key. */
  private static String reason(Exception unusable) {
    Throwable cause = unusable;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
