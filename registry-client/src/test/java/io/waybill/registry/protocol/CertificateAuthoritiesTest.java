package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.waybill.registry.CertificateAuthorities;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Trust;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry whose certificate no public authority has signed. */
final class CertificateAuthoritiesTest {
  private static final String PASSWORD = "sesame";
  private static final Registry PRIVATE = Registry.of("private");

  @TempDir static Path directory;
  private static Path pem;
  private static HttpsServer server;

  @BeforeAll
  static void start() throws Exception {
    Path keys = directory.resolve("keys.p12");
    keytool(
        "-genkeypair -alias registry -keyalg EC -dname CN=registry -ext san=ip:127.0.0.1 -storepass"
            + " "
            + PASSWORD
            + " -keystore "
            + keys);
    pem = directory.resolve("ca.pem");
    keytool(
        "-exportcert -rfc -alias registry -storepass "
            + PASSWORD
            + " -keystore "
            + keys
            + " -file "
            + pem);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/v2/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void aRegistryWithAnUnknownAuthorityIsNotSpokenTo() {
    RegistryException failure =
        catchThrowableOfType(RegistryException.class, () -> ping(List.of()));

    assertThat(failure.code()).isEqualTo(FailureCode.TLS);
  }

  @Test
  void aRegistryWithANamedAuthorityIsBelieved() throws Exception {
    assertThat(ping(CertificateAuthorities.read(pem))).isInstanceOf(PingOutcome.Ready.class);
  }

  @Test
  void aFileMayHoldSeveralAuthorities() throws Exception {
    Path two = directory.resolve("two.pem");
    Files.writeString(two, Files.readString(pem) + Files.readString(pem));

    assertThat(CertificateAuthorities.read(two)).hasSize(2);
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws Exception {
    Path words = Files.writeString(directory.resolve("words.pem"), "not a certificate\n");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");

    for (Path file : List.of(words, empty, directory.resolve("missing.pem"))) {
      assertThatThrownBy(() -> CertificateAuthorities.read(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("has to be a PEM file");
    }
  }

  private static PingOutcome ping(List<X509Certificate> authorities) throws RegistryException {
    URI base = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(PRIVATE, base).withTrust(Trust.also(authorities));
    try (RegistryClients clients =
        new RegistryClients(
            RegistryDirectory.of(List.of(endpoint)),
            new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)))) {
      return new PingChecker(clients.getCaller(PRIVATE, Side.TARGET)).check();
    }
  }

  private static void keytool(String arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).as(() -> "see keytool.log").isZero();
  }
}
