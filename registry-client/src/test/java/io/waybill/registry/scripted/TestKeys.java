package io.waybill.registry.scripted;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A key with a certificate that it has signed itself, made by the JDK's keytool. */
public record TestKeys(PrivateKey key, X509Certificate certificate) {
  private static final char[] PASSWORD = "sesame".toCharArray();

  /**
   * Makes a pair.
   *
   * @param algorithm EC or RSA
   * @param names as keytool's extension san has them: {@code ip:127.0.0.1,dns:registry.example}
   */
  public static TestKeys make(Path directory, String algorithm, String names) throws Exception {
    Path file = Files.createTempFile(directory, "keys", ".p12");
    Files.delete(file);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "it",
            "-keyalg",
            algorithm,
            "-dname",
            "CN=it",
            "-ext",
            "san=" + names,
            "-storepass",
            new String(PASSWORD),
            "-keystore",
            file.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(directory.resolve("keytool.log")));
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new TestKeys(
        (PrivateKey) store.getKey("it", PASSWORD), (X509Certificate) store.getCertificate("it"));
  }

  /** TLS for a server with this certificate, that knows the client's. */
  public SSLContext server(X509Certificate... clients) throws Exception {
    KeyStore mine = KeyStore.getInstance("PKCS12");
    mine.load(null, null);
    mine.setKeyEntry("it", key, PASSWORD, new X509Certificate[] {certificate});
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(mine, PASSWORD);
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    known.setCertificateEntry("it", certificate);
    for (X509Certificate client : clients) {
      known.setCertificateEntry("client-" + known.size(), client);
    }
    TrustManagerFactory believed =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    believed.init(known);
    TrustManager[] managers = believed.getTrustManagers();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.getKeyManagers(), managers, null);
    return context;
  }

  /** The certificate in PEM. */
  public Path certificateFile(Path file) throws Exception {
    return Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
  }

  /** The key in PEM, as PKCS#8. */
  public Path keyFile(Path file) throws Exception {
    return Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
  }

  /** Something in PEM. */
  public static String pem(String type, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type);
  }
}
