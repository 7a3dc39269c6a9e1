package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.Request;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is shown to whom: accounts, tokens, and where neither may go. */
final class AuthorizationTest {
  private static final String BASIC = "Basic bWU6c2VzYW1l";

  private final ScriptedRegistry server = ScriptedRegistry.start();
  private final ScriptedRegistry elsewhere = ScriptedRegistry.start();
  private final AtomicInteger tokens = new AtomicInteger();
  private final RegistryClients clients =
      new RegistryClients(
          RegistryDirectory.of(
              List.of(
                  RegistryEndpoint.of(Registry.of("home"), URI.create("http://" + server.address()))
                      .withCredentials("me", "sesame"))),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final Repository repository = Repository.of(Registry.of("home"), "team/app");

  @AfterEach
  void stop() {
    clients.close();
    server.close();
    elsewhere.close();
  }

  private RegistryCaller caller(Side side) {
    return clients.getCaller(Registry.of("home"), side);
  }

  /** The registry asks for a token of the other server, which gives out numbered ones. */
  private void askForTokens(int expiresIn) {
    elsewhere.script(
        Fault.on("GET", "^/token")
            .answer(
                request ->
                    Reply.of(
                        200,
                        "{\"token\":\"t%d:%s\",\"expires_in\":%d}"
                            .formatted(
                                tokens.incrementAndGet(), request.query().get("scope"), expiresIn)
                            .getBytes(StandardCharsets.UTF_8))));
    for (String method : new String[] {"GET", "HEAD", "POST", "PUT", "PATCH"}) {
      server.script(refusal(method));
    }
  }

  private Fault refusal(String method) {
    String needed = method.equals("GET") || method.equals("HEAD") ? "pull" : "pull,push";
    return Fault.on(method, "^/v2/")
        .onlyIf(
            request ->
                request.header("Authorization").filter(a -> a.contains(":" + needed)).isEmpty())
        .answer(
            Reply.error(401, "UNAUTHORIZED")
                .with(
                    "WWW-Authenticate",
                    "Bearer realm=\"http://%s/token\",service=\"home\",scope=\"repository:team/app:%s\""
                        .formatted(elsewhere.address(), needed)));
  }

  @Test
  void fetchesATokenForTheScopeOnceAndKeepsIt() throws Exception {
    askForTokens(300);
    ManifestChecker checker = new ManifestChecker(caller(Side.SOURCE));

    for (int i = 0; i < 3; i++) {
      assertThat(checker.check(repository.tag(Tag.of("v1"))))
          .isEqualTo(new ManifestOutcome.Missing());
    }

    assertThat(elsewhere.requests()).hasSize(1);
    Request asked = elsewhere.requests().getFirst();
    assertThat(asked.query())
        .containsEntry("service", "home")
        .containsEntry("scope", "repository:team/app:pull");
    assertThat(asked.header("Authorization")).contains(BASIC);
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void pushesAWholeImageWithOneTokenForItsScope() throws Exception {
    askForTokens(300);

    SampleImage.builder(31).build().push(clients, repository.tag(Tag.of("v1")));

    assertThat(elsewhere.requests()).hasSize(1);
    assertThat(server.findTag("team/app", "v1")).isPresent();
  }

  @Test
  void fetchesANewTokenBeforeTheOldOneEnds() throws Exception {
    askForTokens(1);
    ManifestChecker checker = new ManifestChecker(caller(Side.SOURCE));
    checker.check(repository.tag(Tag.of("v1")));
    Thread.sleep(1_000);

    checker.check(repository.tag(Tag.of("v1")));

    assertThat(elsewhere.requests()).hasSize(2);
    assertThat(server.requests()).as("no request went out with an old token").hasSize(3);
  }

  @Test
  void fetchesANewTokenWhenTheOldOneIsRefused() throws Exception {
    askForTokens(300);
    ManifestChecker checker = new ManifestChecker(caller(Side.SOURCE));
    checker.check(repository.tag(Tag.of("v1")));
    server.prepend(
        Fault.on("HEAD", "^/v2/")
            .once()
            .answer(
                Reply.error(401, "UNAUTHORIZED")
                    .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"http://%s/token\",error=\"invalid_token\""
                            .formatted(elsewhere.address()))));

    assertThat(checker.check(repository.tag(Tag.of("v1"))))
        .isEqualTo(new ManifestOutcome.Missing());
    assertThat(elsewhere.requests()).hasSize(2);
  }

  @Test
  void sendsTheAccountOnlyAfterTheRegistryAskedForIt() throws Exception {
    server.script(
        Fault.on("HEAD", "^/v2/")
            .onlyIf(request -> !request.header("Authorization").equals(Optional.of(BASIC)))
            .answer(
                Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"home\"")));
    ManifestChecker checker = new ManifestChecker(caller(Side.SOURCE));

    checker.check(repository.tag(Tag.of("v1")));
    checker.check(repository.tag(Tag.of("v1")));

    assertThat(server.requests()).hasSize(3);
    assertThat(server.requests().get(0).header("Authorization")).isEmpty();
  }

  @Test
  void failsAtOnceWhereTheAccountIsRefused() throws Exception {
    server.script(
        Fault.on("HEAD", "^/v2/")
            .answer(
                Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"home\"")));

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class,
            () -> new ManifestChecker(caller(Side.SOURCE)).check(repository.tag(Tag.of("v1"))));

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure.getMessage()).doesNotContain("sesame");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void dropsTheAccountWhenABlobIsRedirectedToAnotherHost() throws Exception {
    SampleImage image = SampleImage.builder(32).platforms("linux/amd64").layers(1, 10).build();
    image.push(clients, repository.tag(Tag.of("v1")));
    for (Digest blob : image.blobs()) {
      elsewhere.putBlob("storage", blobBytes(blob));
    }
    server.script(
        Fault.on("GET", "/blobs/")
            .onlyIf(request -> !request.header("Authorization").equals(Optional.of(BASIC)))
            .answer(
                Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"home\"")));
    server.script(
        Fault.on("GET", "/blobs/")
            .answer(
                request ->
                    Reply.of(307)
                        .with(
                            "Location",
                            "http://%s/v2/storage/blobs/%s?X-Signature=abc"
                                .formatted(
                                    elsewhere.address(), request.path().replaceAll(".*/", "")))));
    Digest digest = image.blobs().iterator().next();

    try (BlobStream in =
        new BlobPuller(caller(Side.SOURCE)).pull(repository, Descriptor.of("", digest, -1))) {
      assertThat(in.readAllBytes()).isNotEmpty();
    }

    assertThat(elsewhere.requests()).hasSize(1);
    assertThat(elsewhere.requests().getFirst().headers()).doesNotContainKey("authorization");
    assertThat(elsewhere.requests().getFirst().query()).isEqualTo(Map.of("X-Signature", "abc"));
  }

  private byte[] blobBytes(Digest digest) throws Exception {
    try (BlobStream in =
        new BlobPuller(caller(Side.SOURCE)).pull(repository, Descriptor.of("", digest, -1))) {
      return in.readAllBytes();
    }
  }

  @Test
  void refusesARedirectIntoALinkLocalAddress() throws Exception {
    server.script(
        Fault.on("GET", "/blobs/")
            .answer(Reply.of(307).with("Location", "http://169.254.169.254/latest/meta-data/")));

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class,
            () ->
                new BlobPuller(caller(Side.SOURCE))
                    .pull(repository, Descriptor.of("", Digest.sha256(new byte[0]), 0)));

    assertThat(failure.code()).isEqualTo(FailureCode.REGISTRY_ERROR);
    assertThat(failure).hasMessageContaining("169.254.169.254, a link-local address");
    assertThat(server.requests()).as("not tried again").hasSize(1);
  }

  @Test
  void endsARedirectLoop() throws Exception {
    server.script(
        Fault.on("GET", "/blobs/")
            .answer(request -> Reply.of(307).with("Location", request.target())));

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class,
            () ->
                new BlobPuller(caller(Side.SOURCE))
                    .pull(repository, Descriptor.of("", Digest.sha256(new byte[0]), 0)));

    assertThat(failure).hasMessageContaining("redirects more than 5 times");
  }
}
