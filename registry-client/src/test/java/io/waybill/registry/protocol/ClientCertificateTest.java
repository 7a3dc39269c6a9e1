package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.waybill.registry.ClientCertificate;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.scripted.TestKeys;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry that asks its clients for a certificate. */
@Timeout(120)
final class ClientCertificateTest {
  private static final Registry STRICT = Registry.of("strict");
  private static final String NAME = "registry.invalid";

  @TempDir static Path directory;
  private static TestKeys registry;
  private static TestKeys client;
  private static TestKeys rsa;
  private static HttpsServer strict;
  private static HttpsServer curious;

  /** Whom the storage saw, or "nobody". */
  private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() throws Exception {
    registry = TestKeys.make(directory, "EC", "ip:127.0.0.1,dns:" + NAME);
    client = TestKeys.make(directory, "EC", "dns:client");
    rsa = TestKeys.make(directory, "RSA", "dns:client");
    SSLContext context = registry.server(client.certificate());
    strict = server(context, true);
    curious = server(context, false);
    curious.createContext(
        "/storage",
        exchange -> {
          SEEN.add(peer((HttpsExchange) exchange));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    strict.createContext(
        "/v2/team/app/blobs/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Location", "https://127.0.0.1:" + port(curious) + "/storage");
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    strict.createContext(
        "/v2/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    strict.start();
    curious.start();
  }

  @AfterAll
  static void stop() {
    strict.stop(0);
    curious.stop(0);
  }

  @Test
  void isShownToTheRegistryThatAsksForIt() throws Exception {
    assertThat(ping(trust().showing(readBack(client)))).isInstanceOf(PingOutcome.Ready.class);
  }

  @Test
  void isMissedWhereThereIsNone() {
    RegistryException failure = catchThrowableOfType(RegistryException.class, () -> ping(trust()));

    assertThat(failure.code()).isIn(FailureCode.TLS, FailureCode.NETWORK);
  }

  @Test
  void isShownToNoOtherHost() throws Exception {
    SEEN.clear();
    Route route =
        Route.STRAIGHT.withAddresses(
            Map.of(
                NAME,
                InetAddress.ofLiteral("127.0.0.1"),
                "127.0.0.1",
                InetAddress.ofLiteral("127.0.0.1")));
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(STRICT, URI.create("https://" + NAME + ":" + port(strict)))
            .withRoute(route)
            .withTrust(trust().showing(readBack(client)));
    try (RegistryClients clients = clients(endpoint)) {
      new BlobPuller(clients.getCaller(STRICT, Side.SOURCE))
          .pull(
              Repository.of(STRICT, "team/app"), Descriptor.of("", Digest.sha256(new byte[0]), -1))
          .close();
    }

    assertThat(SEEN).containsExactly("nobody");
  }

  @Test
  void isReadInAllFormsOfItsKey() throws Exception {
    for (TestKeys keys : List.of(client, rsa)) {
      Path chain = keys.certificateFile(directory.resolve("chain.pem"));
      Path modern = keys.keyFile(directory.resolve("modern.pem"));
      boolean curve = keys.key().getAlgorithm().equals("EC");
      String older = TestKeys.pem(curve ? "EC PRIVATE KEY" : "RSA PRIVATE KEY", olderForm(keys));
      String parameters = curve ? TestKeys.pem("EC PARAMETERS", new byte[] {5, 0}) : "";
      Path old = Files.writeString(directory.resolve("old.pem"), parameters + older);

      assertThat(ClientCertificate.read(chain, modern).key()).isEqualTo(keys.key());
      assertThat(ClientCertificate.read(chain, old).key().getAlgorithm())
          .isEqualTo(keys.key().getAlgorithm());
    }
  }

  @Test
  void isRefusedWhereItCannotBeUsed() throws Exception {
    Path chain = client.certificateFile(directory.resolve("client.pem"));
    Path foreign = registry.keyFile(directory.resolve("foreign.pem"));
    Path other = rsa.keyFile(directory.resolve("rsa.pem"));
    Path encrypted =
        Files.writeString(
            directory.resolve("encrypted.pem"),
            TestKeys.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));

    assertRefused(chain, foreign, "is not that of the first certificate");
    assertRefused(chain, other, "it holds no EC key");
    assertRefused(chain, encrypted, "it is encrypted; openssl pkey -in");
    assertRefused(chain, chain, "there is no private key in it");
    assertRefused(chain, directory.resolve("missing.pem"), "there is no such file");
    assertRefused(foreign, foreign, "Tried to read a client certificate from");
  }

  @Test
  void isNotPrintedWithItsKey() throws Exception {
    assertThat(readBack(client)).hasToString("ClientCertificate[CN=it, key=***]");
  }

  @Test
  void anInsecureRegistryMayHaveAnyNameInItsCertificate() throws Exception {
    HttpsServer server = server(client.server(), false);
    server.createContext(
        "/v2/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      URI base = URI.create("https://127.0.0.1:" + port(server));

      assertThat(ping(RegistryEndpoint.of(STRICT, base).withTrust(Trust.ANYTHING)))
          .isInstanceOf(PingOutcome.Ready.class);
      RegistryException failure =
          catchThrowableOfType(
              RegistryException.class,
              () ->
                  ping(
                      RegistryEndpoint.of(STRICT, base)
                          .withTrust(Trust.also(List.of(client.certificate())))));
      assertThat(failure.code()).isEqualTo(FailureCode.TLS);
    } finally {
      server.stop(0);
    }
  }

  private static void assertRefused(Path chain, Path key, String why) {
    assertThatThrownBy(() -> ClientCertificate.read(chain, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static ClientCertificate readBack(TestKeys keys) throws Exception {
    return ClientCertificate.read(
        keys.certificateFile(directory.resolve("shown.pem")),
        keys.keyFile(directory.resolve("shown.key")));
  }

  private static Trust trust() {
    return Trust.also(List.of(registry.certificate()));
  }

  private static PingOutcome ping(Trust trust) throws RegistryException {
    return ping(
        RegistryEndpoint.of(STRICT, URI.create("https://127.0.0.1:" + port(strict)))
            .withTrust(trust));
  }

  private static PingOutcome ping(RegistryEndpoint endpoint) throws RegistryException {
    try (RegistryClients clients = clients(endpoint)) {
      return new PingChecker(clients.getCaller(STRICT, Side.TARGET)).check();
    }
  }

  private static RegistryClients clients(RegistryEndpoint endpoint) {
    return new RegistryClients(
        RegistryDirectory.of(List.of(endpoint)),
        new RetryTable(Duration.ofMillis(1), Duration.ofSeconds(1)));
  }

  private static String peer(HttpsExchange exchange) {
    try {
      return exchange.getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException unknown) {
      return "nobody";
    }
  }

  private static int port(HttpsServer server) {
    return server.getAddress().getPort();
  }

  private static HttpsServer server(SSLContext context, boolean needed) throws Exception {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = context.getDefaultSSLParameters();
            if (needed) {
              tls.setNeedClientAuth(true);
            } else {
              tls.setWantClientAuth(true);
            }
            parameters.setSSLParameters(tls);
          }
        });
    return server;
  }

  /** What PKCS#8 wraps: the octets of its third part. */
  private static byte[] olderForm(TestKeys keys) {
    byte[] encoded = keys.key().getEncoded();
    int[] at = {0};
    enter(encoded, at);
    skip(encoded, at);
    skip(encoded, at);
    int length = enter(encoded, at);
    return Arrays.copyOfRange(encoded, at[0], at[0] + length);
  }

  private static void skip(byte[] der, int[] at) {
    int length = enter(der, at);
    at[0] += length;
  }

  private static int enter(byte[] der, int[] at) {
    int length = der[at[0] + 1] & 0xFF;
    at[0] += 2;
    if (length >= 0x80) {
      int octets = length & 0x7F;
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | (der[at[0]++] & 0xFF);
      }
    }
    return length;
  }
}
