package io.waybill.registry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a client shows to a registry that asks who it is.
 *
 * @param chain its certificate, then those of the authorities between it and one that is known
 * @param key the key of the first one; never printed
 */
public record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
  /** Keeps a copy of the chain. */
  public ClientCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("A client certificate needs a certificate");
    }
  }

  /**
   * Reads both from PEM files.
   *
   * @param chain the file with the client's certificate first
   * @param key the file with its key, not encrypted
   * @throws IllegalArgumentException where they cannot be used, or do not belong together; the
   *     message says why and what to do
   */
  public static ClientCertificate read(Path chain, Path key) {
    List<X509Certificate> certificates = CertificateFile.read(chain, "a client certificate");
    PublicKey counterpart = certificates.getFirst().getPublicKey();
    PrivateKey secret = new PrivateKeyFile(key).read(counterpart);
    if (!belongTogether(counterpart, secret)) {
      throw new IllegalArgumentException(
          "The key in " + key + " is not that of the first certificate in " + chain);
    }
    return new ClientCertificate(certificates, secret);
  }

  /** What one signs, the other has to recognise. */
  private static boolean belongTogether(PublicKey counterpart, PrivateKey secret) {
    String algorithm =
        switch (counterpart.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          case String other -> other;
        };
    try {
      byte[] words = "mine".getBytes(StandardCharsets.UTF_8);
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(secret);
      signer.update(words);
      byte[] signature = signer.sign();
      signer.initVerify(counterpart);
      signer.update(words);
      return signer.verify(signature);
    } catch (GeneralSecurityException unfit) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "ClientCertificate[" + chain.getFirst().getSubjectX500Principal() + ", key=***]";
  }
}
