package io.waybill.embedded;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key with a certificate that it has signed itself (RFC 5280), made in a moment: for servers and
 * clients on this machine that are to speak TLS, or to sign.
 *
 * @param keys the key and its public half
 * @param certificate names the common name, and perhaps hosts
 */
public record SelfSigned(KeyPair keys, X509Certificate certificate) {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final char[] PASSWORD = "sesame".toCharArray();
  private static final int SEQUENCE = 0x30;

  /** With an EC key, from an hour ago until tomorrow. */
  public static SelfSigned of(String commonName, String... dnsNames) {
    Instant now = Instant.now();
    return of(
        "EC",
        commonName,
        List.of(dnsNames),
        now.minus(Duration.ofHours(1)),
        now.plus(Duration.ofDays(1)));
  }

  /**
   * A certificate with a new key.
   *
   * @param algorithm EC (P-256) or RSA (2048 bits)
   * @param commonName the subject's
   * @param dnsNames further names; 127.0.0.1 is always among them, as an address
   */
  public static SelfSigned of(
      String algorithm, String commonName, List<String> dnsNames, Instant from, Instant until) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(algorithm.equals("EC") ? 256 : 2048);
      KeyPair keys = generator.generateKeyPair();
      String signing = algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
      byte[] rest = details(signing, commonName, dnsNames, from, until, keys);
      Signature signature = Signature.getInstance(signing);
      signature.initSign(keys.getPrivate());
      signature.update(rest);
      byte[] whole =
          der(SEQUENCE, rest, signedWith(signing), der(3, new byte[] {0}, signature.sign()));
      return new SelfSigned(
          keys,
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(whole)));
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("A certificate cannot be made", impossible);
    }
  }

  /** TLS for a client that shows this certificate, and believes that of a server. */
  public SSLContext client(SelfSigned server) throws GeneralSecurityException, IOException {
    KeyStore mine = KeyStore.getInstance("PKCS12");
    mine.load(null, null);
    mine.setKeyEntry("it", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(mine, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.getKeyManagers(), server.believed().getTrustManagers(), null);
    return context;
  }

  /** TLS for a client that shows nothing, and believes this certificate of a server. */
  public SSLContext visitor() throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, believed().getTrustManagers(), null);
    return context;
  }

  /** Writes the certificate as PEM, and returns the file. */
  public Path writeCertificate(Path file) throws IOException {
    return Files.writeString(file, certificatePem());
  }

  /** The certificate as PEM. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("A certificate has no encoding", impossible);
    }
  }

  /** Writes the private key as PEM (PKCS #8), and returns the file. */
  public Path writeKey(Path file) throws IOException {
    return Files.writeString(file, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
  }

  private TrustManagerFactory believed() throws GeneralSecurityException, IOException {
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    known.setCertificateEntry("it", certificate);
    TrustManagerFactory believed =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    believed.init(known);
    return believed;
  }

  private static String pem(String type, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type);
  }

  /** {@code TBSCertificate}, section 4.1. */
  private static byte[] details(
      String signing,
      String commonName,
      List<String> dnsNames,
      Instant from,
      Instant until,
      KeyPair keys)
      throws IOException {
    byte[] name = der(SEQUENCE, der(0x31, der(SEQUENCE, oid(0x55, 4, 3), text(0x0c, commonName))));
    byte[] serial =
        BigInteger.valueOf(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)).toByteArray();
    return der(
        SEQUENCE,
        der(0xa0, der(2, new byte[] {2})),
        der(2, serial),
        signedWith(signing),
        name,
        der(SEQUENCE, text(0x17, UTC_TIME.format(from)), text(0x17, UTC_TIME.format(until))),
        name,
        keys.getPublic().getEncoded(),
        der(0xa3, der(SEQUENCE, alternativeNames(dnsNames))));
  }

  /** {@code subjectAltName}, section 4.2.1.6. */
  private static byte[] alternativeNames(List<String> dnsNames) throws IOException {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (String dnsName : dnsNames) {
      names.writeBytes(text(0x82, dnsName));
    }
    names.writeBytes(der(0x87, InetAddress.ofLiteral("127.0.0.1").getAddress()));
    return der(SEQUENCE, oid(0x55, 29, 17), der(4, der(SEQUENCE, names.toByteArray())));
  }

  private static byte[] signedWith(String signing) throws IOException {
    return signing.equals("SHA256withECDSA")
        ? der(SEQUENCE, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2))
        : der(SEQUENCE, oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11), der(5));
  }

  private static byte[] oid(int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int index = 0; index < bytes.length; index++) {
      content[index] = (byte) bytes[index];
    }
    return der(6, content);
  }

  private static byte[] text(int tag, String text) throws IOException {
    return der(tag, text.getBytes(StandardCharsets.UTF_8));
  }

  /** One element of X.690's distinguished encoding. */
  private static byte[] der(int tag, byte[]... parts) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.write(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = content.size();
    if (length < 0x80) {
      element.write(length);
    } else {
      element.write(0x82);
      element.write(length >> 8);
      element.write(length);
    }
    element.write(content.toByteArray());
    return element.toByteArray();
  }
}
