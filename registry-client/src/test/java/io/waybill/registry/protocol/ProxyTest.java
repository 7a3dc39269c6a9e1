package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.Credentials;
import io.waybill.registry.ProxyServer;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.RawServer;
import io.waybill.registry.scripted.RecordingProxy;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.TestKeys;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind a proxy, at a name that only the proxy knows. */
@Timeout(120)
final class ProxyTest {
  private static final Registry FAR = Registry.of("far");
  private static final String NAME = "registry.invalid";
  private static final String BASIC = "Basic bWU6c2VzYW1l";

  @TempDir static Path directory;
  private static TestKeys keys;

  private final ScriptedRegistry server = ScriptedRegistry.start();
  private final RecordingProxy proxy = RecordingProxy.start().knowing(NAME, server.port());
  private final ProxyServer configured = ProxyServer.at(proxy.uri());

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = TestKeys.make(directory, "EC", "dns:" + NAME);
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.close();
  }

  @Test
  void asksTheProxyForPlainHttpByTheWholeAddress() throws Exception {
    assertThat(ping(plain(configured))).isInstanceOf(PingOutcome.Ready.class);

    assertThat(proxy.requests()).containsExactly("GET http://registry.invalid/v2/ HTTP/1.1");
    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().getFirst().header("Host")).contains(NAME);
  }

  @Test
  void showsTheProxyItsAccountUnasked() throws Exception {
    proxy.demanding(BASIC);

    ping(plain(configured.withAccount(new Credentials.Password("me", "sesame"))));

    assertThat(proxy.requests()).as("no refusal before").hasSize(1);
  }

  @Test
  void tunnelsHttpsWithTheNameInTheCertificate() throws Exception {
    try (RawServer secure = RawServer.start(keys.server(), ProxyTest::answerPings)) {
      proxy.knowing(NAME, secure.port()).demanding(BASIC);
      RegistryEndpoint endpoint =
          secure(configured.withAccount(new Credentials.Password("me", "sesame")))
              .withTrust(Trust.also(List.of(keys.certificate())));

      assertThat(ping(endpoint)).isInstanceOf(PingOutcome.Ready.class);

      assertThat(proxy.requests()).containsExactly("CONNECT registry.invalid:443 HTTP/1.1");
      assertThat(secure.heads().getFirst())
          .contains("Host: registry.invalid")
          .noneMatch(header -> header.startsWith("Proxy-Authorization"));
    }
  }

  @Test
  void tunnelsToTheAddressThatAHostWasGiven() throws Exception {
    try (RawServer secure = RawServer.start(keys.server(), ProxyTest::answerPings)) {
      proxy.knowing("10.0.0.7", secure.port());
      Route route =
          Route.STRAIGHT
              .through(configured)
              .withAddresses(Map.of(NAME, InetAddress.ofLiteral("10.0.0.7")));
      RegistryEndpoint endpoint =
          RegistryEndpoint.of(FAR, URI.create("https://" + NAME))
              .withRoute(route)
              .withTrust(Trust.also(List.of(keys.certificate())));

      assertThat(ping(endpoint)).isInstanceOf(PingOutcome.Ready.class);

      assertThat(proxy.requests()).containsExactly("CONNECT 10.0.0.7:443 HTTP/1.1");
      assertThat(secure.heads().getFirst()).contains("Host: registry.invalid");
    }
  }

  @Test
  void tunnelsPlainHttpToTheAddressThatAHostWasGiven() throws Exception {
    proxy.knowing("10.0.0.7", server.port());
    Route route =
        Route.STRAIGHT
            .through(configured)
            .withAddresses(Map.of(NAME, InetAddress.ofLiteral("10.0.0.7")));

    ping(RegistryEndpoint.of(FAR, URI.create("http://" + NAME + ":5000")).withRoute(route));

    assertThat(proxy.requests()).containsExactly("CONNECT 10.0.0.7:5000 HTTP/1.1");
    assertThat(server.requests().getFirst().header("Host")).contains(NAME + ":5000");
  }

  @Test
  void goesStraightWhereTheProxyDoesNotLead() throws Exception {
    ping(
        RegistryEndpoint.of(FAR, URI.create("http://" + server.address()))
            .withRoute(Route.STRAIGHT.through(configured.except(List.of("127.0.0.0/8")))));

    assertThat(proxy.requests()).isEmpty();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void saysThatTheProxyWantsAnAccount() {
    proxy.demanding(BASIC);

    for (RegistryEndpoint endpoint : List.of(plain(configured), secure(configured))) {
      RegistryException failure = failure(endpoint);

      assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
      assertThat(failure)
          .hasMessageContaining("the proxy " + configured.address() + " asks for an account (407)");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void saysThatTheProxyRefusesItsAccount() {
    proxy.demanding(BASIC);
    RegistryException failure =
        failure(secure(configured.withAccount(new Credentials.Password("me", "hunter2"))));

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure)
        .hasMessageContaining("refused its account (407)")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void saysThatTheProxyDoesNotLeadThere() {
    proxy.refusingWith(403);

    RegistryException failure = failure(secure(configured));

    assertThat(failure.code()).isEqualTo(FailureCode.DENIED);
    assertThat(failure).hasMessageContaining("does not lead to registry.invalid:443");
  }

  @Test
  void saysThatTheProxyDidNotReachTheRegistry() {
    proxy.refusingWith(502);

    RegistryException failure = failure(secure(configured));

    assertThat(failure.code()).isEqualTo(FailureCode.NETWORK);
    assertThat(failure).hasMessageContaining("could not reach registry.invalid:443 (it said 502)");
  }

  @Test
  void saysThatTheProxyCannotBeReached() {
    proxy.close();

    RegistryException failure = failure(secure(configured));

    assertThat(failure.code()).isEqualTo(FailureCode.NETWORK);
    assertThat(failure).hasMessageContaining("no connection to the proxy " + configured.address());
  }

  @Test
  void doesNotAskTheProxyForWhatTheRegistryMayNotLeadTo() {
    for (String host : List.of("169.254.169.254", "localhost", "0177.0.0.1")) {
      server.prepend(
          Fault.on("GET", "/blobs/")
              .answer(Reply.of(307).with("Location", "http://" + host + "/latest/")));
      Repository repository = Repository.of(FAR, "team/app");
      try (RegistryClients clients = clients(plain(configured))) {
        RegistryException failure =
            catchThrowableOfType(
                RegistryException.class,
                () ->
                    new BlobPuller(clients.getCaller(FAR, Side.SOURCE))
                        .pull(repository, Descriptor.of("", Digest.sha256(new byte[0]), 0)));

        assertThat(failure.code()).isEqualTo(FailureCode.REGISTRY_ERROR);
        assertThat(failure).hasMessageContaining(host);
      }
    }
    assertThat(proxy.requests()).allMatch(line -> line.contains(NAME));
  }

  private static void answerPings(RawServer self, Socket socket) throws Exception {
    while (!self.readHead(socket).isEmpty()) {
      RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    }
  }

  private static RegistryEndpoint plain(ProxyServer through) {
    return RegistryEndpoint.of(FAR, URI.create("http://" + NAME))
        .withRoute(Route.STRAIGHT.through(through));
  }

  private static RegistryEndpoint secure(ProxyServer through) {
    return RegistryEndpoint.of(FAR, URI.create("https://" + NAME))
        .withRoute(Route.STRAIGHT.through(through));
  }

  private static RegistryException failure(RegistryEndpoint endpoint) {
    return catchThrowableOfType(RegistryException.class, () -> ping(endpoint));
  }

  private static PingOutcome ping(RegistryEndpoint endpoint) throws RegistryException {
    try (RegistryClients clients = clients(endpoint)) {
      return new PingChecker(clients.getCaller(FAR, Side.TARGET)).check();
    }
  }

  private static RegistryClients clients(RegistryEndpoint endpoint) {
    return new RegistryClients(
        RegistryDirectory.of(List.of(endpoint)),
        new RetryTable(Duration.ofMillis(1), Duration.ofSeconds(1)));
  }
}
