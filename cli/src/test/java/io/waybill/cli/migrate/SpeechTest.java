package io.waybill.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.waybill.cli.Surroundings;
import io.waybill.cli.copy.RegistryOptions;
import io.waybill.cli.terminal.Terminal;
import io.waybill.embedded.SelfSigned;
import io.waybill.schemas.names.Registry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/**
 * Registries whose accounts say insecure, and which speak https nevertheless; {@link
 * MigrateCommandTest} has those that speak plain http.
 */
final class SpeechTest {
  private static final PrintWriter NOWHERE = new PrintWriter(new StringWriter());
  private static final Surroundings SURROUNDINGS =
      new Surroundings(NOWHERE, NOWHERE, Terminal.plain(NOWHERE), Map.of(), Path.of(""));

  private static Speech find(HttpServer server) throws Exception {
    server.createContext(
        "/v2/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      return Speech.find(Set.of(named(server)), new RegistryOptions(), SURROUNDINGS);
    } finally {
      server.stop(0);
    }
  }

  private static Registry named(HttpServer server) {
    return Registry.of("127.0.0.1:" + server.getAddress().getPort());
  }

  private static InetSocketAddress free() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void httpsIsSpokenToWhicheverCertificateWhereItIsAnswered() throws Exception {
    HttpsServer server = HttpsServer.create(free(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(shown(SelfSigned.of("nobody.example"))));

    assertThat(find(server)).isEqualTo(new Speech(Set.of(), Set.of(named(server).name())));
  }

  private static SSLContext shown(SelfSigned certificate) throws Exception {
    char[] password = "sesame".toCharArray();
    KeyStore mine = KeyStore.getInstance("PKCS12");
    mine.load(null, null);
    mine.setKeyEntry(
        "it",
        certificate.keys().getPrivate(),
        password,
        new X509Certificate[] {certificate.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(mine, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
