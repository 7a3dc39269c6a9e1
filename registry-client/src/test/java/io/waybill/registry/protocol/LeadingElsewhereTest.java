package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Route;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.Request;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A registry that sends its client on: to another port, away and back, to a host of its storage.
 */
@Timeout(120)
final class LeadingElsewhereTest {
  private static final String BASIC = "Basic bWU6c2VzYW1l";
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.sha256(CONTENT);
  private static final Registry HOME = Registry.of("home");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final RetryTable SWIFT =
      new RetryTable(Duration.ofMillis(1), Duration.ofSeconds(1));

  private final ScriptedRegistry server = ScriptedRegistry.start();
  private final ScriptedRegistry elsewhere = ScriptedRegistry.start();
  private final Repository repository = Repository.of(HOME, "team/app");

  LeadingElsewhereTest() {
    server.putBlob("team/app", CONTENT);
    elsewhere.putBlob("storage", CONTENT);
    for (String method : new String[] {"GET", "POST", "PATCH", "PUT"}) {
      server.script(
          Fault.on(method, "^/v2/team/")
              .onlyIf(request -> !request.header("Authorization").equals(Optional.of(BASIC)))
              .answer(
                  Reply.error(401, "UNAUTHORIZED")
                      .with("WWW-Authenticate", "Basic realm=\"home\"")));
    }
  }

  @AfterEach
  void stop() {
    server.close();
    elsewhere.close();
  }

  @Test
  void anotherPortOfTheSameHostIsAnotherParty() throws Exception {
    server.script(redirect("GET", "/v2/team/app/blobs/", "http://" + storage()));

    assertThat(pull(home())).isEqualTo(CONTENT);

    assertThat(elsewhere.requests()).singleElement().matches(LeadingElsewhereTest::isAnonymous);
  }

  @Test
  void theAccountStaysAwayAlsoWhereItIsLedBack() throws Exception {
    server.script(redirect("GET", "/v2/team/app/blobs/", "http://" + storage()));
    elsewhere.script(
        redirect("GET", "/v2/storage", "http://" + server.address() + "/v2/other/blobs/" + DIGEST));
    server.putBlob("other", CONTENT);

    assertThat(pull(home())).isEqualTo(CONTENT);

    assertThat(server.requests())
        .filteredOn(request -> request.path().startsWith("/v2/other/"))
        .singleElement()
        .matches(LeadingElsewhereTest::isAnonymous);
  }

  @Test
  void anotherPathOfTheRegistryIsTheRegistry() throws Exception {
    server.script(redirect("GET", "/v2/team/app/blobs/", "/v2/team/other/blobs/" + DIGEST));
    server.putBlob("team/other", CONTENT);

    assertThat(pull(home())).isEqualTo(CONTENT);
  }

  @Test
  void anAccountInAnAddressIsNeitherSentNorPrinted() throws Exception {
    server.script(redirect("GET", "/v2/team/app/blobs/", "http://eve:hunter2@" + storage()));

    assertThat(pull(home())).isEqualTo(CONTENT);

    assertThat(elsewhere.requests()).singleElement().matches(LeadingElsewhereTest::isAnonymous);
    assertThat(Locations.printable(URI.create("https://eve:hunter2@host:1/a?b=c")))
        .isEqualTo("https://host:1/a?b=***");
  }

  @Test
  void anUploadAtAnotherHostGoesThereWithoutTheAccount() throws Exception {
    server.script(
        Fault.on("POST", "/uploads/")
            .answer(
                Reply.of(202).with("Location", "http://" + elsewhere.address() + "/put?sign=1")));
    elsewhere.script(Fault.on("PUT", "^/put").answer(Reply.of(201)));

    try (RegistryClients clients = clients(home())) {
      RegistryCaller caller = clients.getCaller(HOME, Side.TARGET);
      try (UploadSession session = new BlobUploader(caller).open(repository)) {
        session.commit(DIGEST, RequestBody.of(CONTENT));
      }
    }

    assertThat(server.requests())
        .last()
        .matches(request -> request.header("Authorization").equals(Optional.of(BASIC)));
    assertThat(elsewhere.requests()).singleElement().matches(LeadingElsewhereTest::isAnonymous);
    assertThat(elsewhere.requests().getFirst().query()).containsEntry("sign", "1");
  }

  @Test
  void anUploadInALinkLocalPlaceIsRefused() {
    server.script(
        Fault.on("POST", "/uploads/")
            .answer(Reply.of(202).with("Location", "http://169.254.169.254/put")));

    try (RegistryClients clients = clients(home())) {
      RegistryCaller caller = clients.getCaller(HOME, Side.TARGET);
      RegistryException failure =
          catchThrowableOfType(
              RegistryException.class,
              () -> {
                try (UploadSession session = new BlobUploader(caller).open(repository)) {
                  session.commit(DIGEST, RequestBody.of(CONTENT));
                }
              });

      assertThat(failure.code()).isEqualTo(FailureCode.REGISTRY_ERROR);
      assertThat(failure).hasMessageContaining("a link-local address");
    }
  }

  @Test
  void otherSchemesLeadNowhere() {
    for (String location : List.of("file:///etc/passwd", "ftp://host/x", "gopher://h/", "//")) {
      server.prepend(redirect("GET", "/v2/team/app/blobs/", location));
      RegistryException failure = catchThrowableOfType(RegistryException.class, () -> pull(home()));

      assertThat(failure.code()).as(location).isEqualTo(FailureCode.REGISTRY_ERROR);
      assertThat(failure).hasMessageContaining("no http address");
    }
  }

  @Test
  void twoHostsThatPointAtEachOtherAreLeft() {
    server.script(redirect("GET", "/v2/team/app/blobs/", "http://" + storage()));
    server.script(redirect("GET", "/v2/other/", "http://" + storage()));
    elsewhere.script(
        redirect("GET", "/v2/storage", "http://" + server.address() + "/v2/other/blobs/" + DIGEST));

    RegistryException failure = catchThrowableOfType(RegistryException.class, () -> pull(home()));

    assertThat(failure).hasMessageContaining("redirects more than 5 times");
  }

  @Test
  void aHostWithAnAddressOfItsOwnIsAskedByItsName() throws Exception {
    server.script(
        redirect(
            "GET",
            "/v2/team/app/blobs/",
            "http://storage.invalid:" + elsewhere.port() + "/v2/storage/blobs/" + DIGEST));
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(HOME, URI.create("http://registry.invalid:" + server.port()))
            .withCredentials("me", "sesame")
            .withRoute(
                Route.STRAIGHT.withAddresses(
                    Map.of(
                        "registry.invalid", InetAddress.ofLiteral("127.0.0.1"),
                        "storage.invalid", InetAddress.ofLiteral("127.0.0.1"))));

    assertThat(pull(endpoint)).isEqualTo(CONTENT);

    assertThat(server.requests().getFirst().header("Host"))
        .contains("registry.invalid:" + server.port());
    assertThat(elsewhere.requests().getFirst().header("Host"))
        .contains("storage.invalid:" + elsewhere.port());
  }

  @Test
  void aTraceIsToldToTheRegistryAloneAndReplacesNoHeaderOfTheRequest() throws Exception {
    server.script(redirect("GET", "/v2/team/app/blobs/", "http://" + storage()));
    Map<String, String> along =
        Map.of("traceparent", TRACE, "range", "bytes=1-2", "authorization", "Basic bm9ib2R5Og==");
    RequestListener listener =
        (registry, operation, method) ->
            new RequestListener.Sent() {
              @Override
              public Map<String, String> headers() {
                return along;
              }
            };
    RegistryDirectory directory = RegistryDirectory.of(List.of(home()));
    try (RegistryClients clients = new RegistryClients(directory, SWIFT, listener)) {
      BlobPuller puller = new BlobPuller(clients.getCaller(HOME, Side.SOURCE));
      Descriptor blob = Descriptor.of("", DIGEST, CONTENT.length);
      try (BlobStream in = puller.pull(repository, blob)) {
        assertThat(in.readAllBytes()).isEqualTo(CONTENT);
      }
    }

    assertThat(server.requests())
        .isNotEmpty()
        .allMatch(request -> request.header("traceparent").equals(Optional.of(TRACE)));
    assertThat(server.requests().getLast().header("Authorization")).contains(BASIC);
    assertThat(elsewhere.requests())
        .singleElement()
        .matches(request -> request.header("traceparent").isEmpty())
        .matches(request -> request.header("Range").isEmpty());
  }

  private String storage() {
    return elsewhere.address() + "/v2/storage/blobs/" + DIGEST;
  }

  private static boolean isAnonymous(Request request) {
    return request.header("Authorization").isEmpty() && request.header("Cookie").isEmpty();
  }

  private static Fault redirect(String method, String target, String location) {
    return Fault.on(method, "^" + target)
        .answer(Reply.of(307).with("Location", location).with("Set-Cookie", "a=b; Path=/"));
  }

  private RegistryEndpoint home() {
    return RegistryEndpoint.of(HOME, URI.create("http://" + server.address()))
        .withCredentials("me", "sesame");
  }

  private byte[] pull(RegistryEndpoint endpoint) throws Exception {
    try (RegistryClients clients = clients(endpoint);
        BlobStream in =
            new BlobPuller(clients.getCaller(HOME, Side.SOURCE))
                .pull(repository, Descriptor.of("", DIGEST, CONTENT.length))) {
      return in.readAllBytes();
    }
  }

  private static RegistryClients clients(RegistryEndpoint endpoint) {
    return new RegistryClients(RegistryDirectory.of(List.of(endpoint)), SWIFT);
  }
}
