package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Trust;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.RawServer;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.TestKeys;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry that is spoken to over https and leads to http, where everything would be there and
 * anybody on the way could read and change it.
 */
@Timeout(120)
final class DowngradeTest {
  private static final Registry HOME = Registry.of("home");
  private static final Repository APP = Repository.of(HOME, "team/app");
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.sha256(CONTENT);

  @TempDir static Path directory;
  private static TestKeys keys;

  private final ScriptedRegistry clear = ScriptedRegistry.start();

  DowngradeTest() {
    clear.putBlob("storage", CONTENT);
    clear.script(Fault.on("PUT", "^/put").answer(Reply.of(201)));
    clear.script(
        Fault.on("GET", "^/token")
            .answer(Reply.of(200, "{\"token\":\"t\"}".getBytes(StandardCharsets.UTF_8))));
  }

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = TestKeys.make(directory, "EC", "ip:127.0.0.1");
  }

  @AfterEach
  void stop() {
    clear.close();
  }

  @Test
  void aBlobIsNotFetchedInTheClear() throws Exception {
    try (RawServer server = answering("307 Temporary Redirect", "Location: " + storage());
        RegistryClients clients = clients(endpoint(server))) {
      RegistryException failure =
          catchThrowableOfType(RegistryException.class, () -> pull(clients));

      assertThat(failure.code()).isEqualTo(FailureCode.REGISTRY_ERROR);
      assertThat(failure).hasMessageContaining("it redirects from https to http://");
    }
    assertThat(clear.requests()).isEmpty();
  }

  @Test
  void anUploadDoesNotGoOnInTheClear() throws Exception {
    try (RawServer server =
            answering("202 Accepted", "Location: http://" + clear.address() + "/put?x=1");
        RegistryClients clients = clients(endpoint(server))) {
      RegistryException failure =
          catchThrowableOfType(
              RegistryException.class,
              () -> {
                try (UploadSession session =
                    new BlobUploader(clients.getCaller(HOME, Side.TARGET)).open(APP)) {
                  session.commit(DIGEST, RequestBody.of(CONTENT));
                }
              });

      assertThat(failure.code()).isEqualTo(FailureCode.REGISTRY_ERROR);
      assertThat(failure).hasMessageContaining("is spoken to over https but hands out the address");
    }
    assertThat(clear.requests()).isEmpty();
  }

  @Test
  void anAccountIsNotShownToATokenServerInTheClear() throws Exception {
    try (RawServer server = asking();
        RegistryClients clients = clients(endpoint(server))) {
      RegistryException failure =
          catchThrowableOfType(RegistryException.class, () -> check(clients));

      assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
      assertThat(failure).hasMessageContaining("the password is not sent in the clear");
    }
    assertThat(clear.requests()).isEmpty();
  }

  @Test
  void whoBelievesAnyCertificateMayBeLedToHttpButShowsItNoAccount() throws Exception {
    try (RawServer server = answering("307 Temporary Redirect", "Location: " + storage());
        RegistryClients clients = clients(endpoint(server).withTrust(Trust.ANYTHING))) {
      assertThat(pull(clients)).isEqualTo(CONTENT);
    }
    try (RawServer server = asking();
        RegistryClients clients = clients(endpoint(server).withTrust(Trust.ANYTHING))) {
      assertThat(catchThrowableOfType(RegistryException.class, () -> check(clients))).isNotNull();
    }
    assertThat(clear.requests())
        .singleElement()
        .matches(request -> request.header("Authorization").isEmpty());
  }

  private RawServer asking() throws Exception {
    return answering(
        "401 Unauthorized",
        "WWW-Authenticate: Bearer realm=\"http://" + clear.address() + "/token\",service=\"home\"");
  }

  private static RawServer answering(String status, String header) throws Exception {
    return RawServer.start(
        keys.server(),
        (self, socket) -> {
          while (!self.readHead(socket).isEmpty()) {
            RawServer.write(
                socket, "HTTP/1.1 " + status + "\r\n" + header + "\r\nContent-Length: 0\r\n\r\n");
          }
        });
  }

  private String storage() {
    return "http://" + clear.address() + "/v2/storage/blobs/" + DIGEST;
  }

  private static byte[] pull(RegistryClients clients) throws Exception {
    try (BlobStream in =
        new BlobPuller(clients.getCaller(HOME, Side.SOURCE))
            .pull(APP, Descriptor.of("", DIGEST, CONTENT.length))) {
      return in.readAllBytes();
    }
  }

  private static void check(RegistryClients clients) throws RegistryException {
    ManifestOutcome _ =
        new ManifestChecker(clients.getCaller(HOME, Side.SOURCE)).check(APP.tag(Tag.of("v1")));
  }

  private static RegistryEndpoint endpoint(RawServer server) {
    return RegistryEndpoint.of(HOME, URI.create("https://" + server.address()))
        .withCredentials("me", "sesame")
        .withTrust(Trust.also(List.of(keys.certificate())));
  }

  private static RegistryClients clients(RegistryEndpoint endpoint) {
    return new RegistryClients(
        RegistryDirectory.of(List.of(endpoint)),
        new RetryTable(Duration.ofMillis(1), Duration.ofSeconds(1)));
  }
}
