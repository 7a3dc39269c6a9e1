package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.recorded.RecordedReply;
import io.waybill.registry.recorded.RecordedServer;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How tokens are fetched, shared and replaced, with each kind of account. */
final class TokensTest {
  private static final Registry HOME = Registry.of("home");

  private final ScriptedRegistry server = ScriptedRegistry.start();
  private final RecordedServer tokenServer = RecordedServer.start();
  private final AtomicInteger tokens = new AtomicInteger();
  private CredentialSource account =
      CredentialSource.of(new Credentials.Password("me", "sesame"), "the test");
  private final RegistryClients clients =
      new RegistryClients(
          RegistryDirectory.of(
              List.of(
                  RegistryEndpoint.of(HOME, URI.create("http://" + server.address()))
                      .withCredentials(new Chosen()))),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final Repository app = Repository.of(HOME, "team/app");

  /** What a test chose for {@link #account}. */
  private final class Chosen implements CredentialSource {
    @Override
    public Optional<Credentials> find() throws RegistryException {
      return account.find();
    }

    @Override
    public void refused(Credentials refused) {
      account.refused(refused);
    }

    @Override
    public String origin() {
      return account.origin();
    }
  }

  @AfterEach
  void stop() {
    clients.close();
    server.close();
    tokenServer.close();
  }

  private boolean isMissing(Repository repository) throws RegistryException {
    return new ManifestChecker(clients.getCaller(HOME, Side.SOURCE))
        .check(repository.tag(Tag.of("v1")))
        .equals(new ManifestOutcome.Missing());
  }

  private RegistryException failureOf(Repository repository) {
    return catchThrowableOfType(RegistryException.class, () -> isMissing(repository));
  }

  /** The registry takes tokens with these letters in them for what it is asked. */
  private void requireTokens() {
    for (String method : List.of("HEAD", "GET", "POST", "PATCH", "PUT", "DELETE")) {
      server.script(
          Fault.on(method, "^/v2/")
              .onlyIf(r -> r.header("Authorization").filter(a -> a.contains("good")).isEmpty())
              .answer(challenge("")));
    }
  }

  private Reply challenge(String more) {
    return Reply.error(401, "UNAUTHORIZED")
        .with(
            "WWW-Authenticate",
            "Bearer realm=\"http://%s/token\",service=\"home\"%s"
                .formatted(tokenServer.address(), more));
  }

  private RecordedReply token() {
    return RecordedReply.json(
        200, "{\"token\":\"good%d\",\"expires_in\":300}".formatted(tokens.incrementAndGet()));
  }

  @Test
  void aSlowTokenForOneRepositoryHoldsNoOther() throws Exception {
    CountDownLatch other = new CountDownLatch(1);
    requireTokens();
    tokenServer.on(
        "GET",
        "/token",
        request -> {
          if (request.query().contains("slow")) {
            await(other);
          }
          return token();
        });
    isMissing(app);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> slow = threads.submit(() -> isMissing(Repository.of(HOME, "slow/app")));
      assertThat(isMissing(Repository.of(HOME, "quick/app"))).isTrue();
      assertThat(slow.isDone()).isFalse();
      other.countDown();
      assertThat(slow.get(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aBurstOfRequestsForTheSameThingFetchesOneToken() throws Exception {
    requireTokens();
    tokenServer.on("GET", "/token", request -> token());
    isMissing(Repository.of(HOME, "other/app"));

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all =
          java.util.stream.IntStream.range(0, 20)
              .mapToObj(i -> threads.submit(() -> isMissing(app)))
              .toList();
      for (Future<Boolean> one : all) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
      }
    }

    assertThat(tokenServer.requests()).hasSize(2);
  }

  @Test
  void readsWithATokenThatWasFetchedForWriting() throws Exception {
    requireTokens();
    tokenServer.on("GET", "/token", request -> token());
    new BlobUploader(clients.getCaller(HOME, Side.TARGET))
        .upload(app, Digest.sha256(new byte[3]), new byte[3]);

    assertThat(isMissing(app)).isTrue();

    assertThat(tokenServer.requests()).hasSize(1);
    assertThat(tokenServer.requests().getFirst().parameters())
        .containsEntry("scope", "repository:team/app:pull,push")
        .containsEntry("account", "me");
  }

  @Test
  void exchangesAnIdentityTokenByPost() throws Exception {
    account = CredentialSource.of(new Credentials.IdentityToken("", "the identity"));
    requireTokens();
    tokenServer.on(
        "POST",
        "/token",
        RecordedReply.json(200, "{\"access_token\":\"good\",\"expires_in\":300,\"scope\":\"\"}"));

    assertThat(isMissing(app)).isTrue();

    assertThat(tokenServer.requests()).hasSize(1);
    assertThat(tokenServer.requests().getFirst().form())
        .isEqualTo(
            Map.of(
                "grant_type", "refresh_token",
                "refresh_token", "the identity",
                "service", "home",
                "client_id", "waybill",
                "scope", "repository:team/app:pull"));
    assertThat(tokenServer.requests().getFirst().header("Authorization")).isEmpty();
  }

  @Test
  void sendsThePasswordByPostWhereTheTokenServerKnowsNothingElse() throws Exception {
    requireTokens();
    tokenServer.on("GET", "/token", RecordedReply.text(405, "no"));
    tokenServer.on("POST", "/token", request -> token());

    assertThat(isMissing(app)).isTrue();
    assertThat(isMissing(Repository.of(HOME, "other/app"))).isTrue();

    assertThat(tokenServer.requests()).as("the way is learnt once").hasSize(3);
    assertThat(tokenServer.requests().getLast().form())
        .containsEntry("grant_type", "password")
        .containsEntry("username", "me")
        .containsEntry("password", "sesame")
        .containsEntry("scope", "repository:other/app:pull");
  }

  @Test
  void sendsARegistryTokenAsItIs() throws Exception {
    account = CredentialSource.of(new Credentials.BearerToken("good one"));
    requireTokens();

    assertThat(isMissing(app)).isTrue();

    assertThat(tokenServer.requests()).isEmpty();
  }

  @Test
  void saysWhoseAccountTheTokenServerRefusedAndWhereItCameFrom() {
    requireTokens();
    tokenServer.on(
        "GET",
        "/token",
        RecordedReply.json(401, "{\"details\":\"incorrect username or password\"}"));

    RegistryException failure = failureOf(app);

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure)
        .hasMessageContaining("the token server answered 401 (incorrect username or password)")
        .hasMessageEndingWith("It was asked as \"me\" (from the test).")
        .message()
        .doesNotContain("sesame");
  }

  @Test
  void saysWhoseAccountTheRegistryDoesNotTakeThoughItsTokenServerDid() {
    requireTokens();
    tokenServer.on("GET", "/token", RecordedReply.json(200, "{\"token\":\"anonymous\"}"));

    RegistryException failure = failureOf(app);

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure).hasMessageEndingWith("It was asked as \"me\" (from the test).");
  }

  @Test
  void saysThatATokenServerAnswersWithAPage() {
    requireTokens();
    tokenServer.on(
        "GET", "/token", RecordedReply.text(200, "<html><body>Please log  in</body></html>"));

    RegistryException failure = failureOf(app);

    assertThat(failure.code()).isEqualTo(FailureCode.REGISTRY_ERROR);
    assertThat(failure).hasMessageContaining("is not JSON: it begins with \"Please log in\"");
  }

  @Test
  void anOAuthRefusalIsAboutTheAccount() {
    requireTokens();
    tokenServer.on(
        "GET",
        "/token",
        RecordedReply.json(
            400, "{\"error\":\"invalid_grant\",\"error_description\":\"It is over.\"}"));

    RegistryException failure = failureOf(app);

    assertThat(failure.code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(failure).hasMessageContaining("400 (invalid_grant: It is over.)");
  }

  @Test
  void waitsWhenTheTokenServerAsksForIt() throws Exception {
    requireTokens();
    tokenServer.on(
        "GET",
        "/token",
        request ->
            tokenServer.requests().size() == 1
                ? RecordedReply.text(429, "slow down").with("Retry-After", "1")
                : token());

    assertThat(isMissing(app)).isTrue();

    assertThat(tokenServer.requests()).hasSize(2);
  }

  @Test
  void takesTheAccountThatReplacedTheRefusedOne() throws Exception {
    account = new Replaced();
    requireTokens();
    tokenServer.on(
        "GET",
        "/token",
        request ->
            request.header("Authorization").equals(Optional.of("Basic bWU6bmV3"))
                ? token()
                : RecordedReply.json(401, "{}"));

    assertThat(isMissing(app)).isTrue();
  }

  /** An account whose owner has changed the password meanwhile. */
  private static final class Replaced implements CredentialSource {
    private volatile String password = "old";

    @Override
    public Optional<Credentials> find() {
      return Optional.of(new Credentials.Password("me", password));
    }

    @Override
    public void refused(Credentials refused) {
      password = "new";
    }
  }

  @Test
  void asksForWhatTheRegistryNamesBesidesWhatWasAskedFor() throws Exception {
    requireTokens();
    server.prepend(
        Fault.on("DELETE", "/uploads/")
            .onlyIf(r -> r.header("Authorization").filter(a -> a.contains("delete")).isEmpty())
            .answer(challenge(",scope=\"repository:team/app:delete\"")));
    tokenServer.on(
        "GET",
        "/token",
        request ->
            RecordedReply.json(
                200,
                "{\"token\":\"good %s\",\"expires_in\":300}"
                    .formatted(request.parameters().get("scope"))));

    new BlobUploader(clients.getCaller(HOME, Side.TARGET)).open(app).close();

    assertThat(server.openUploads()).isZero();
    assertThat(tokenServer.requests().getLast().parameters())
        .containsEntry("scope", "repository:team/app:delete,repository:team/app:pull,push");
  }

  @Test
  void aMountIsRefusedAndNotFailedWhereTheSourceMayNotBeRead() throws Exception {
    requireTokens();
    tokenServer.on("GET", "/token", request -> token());
    server.prepend(Fault.on("POST", "mount=").answer(Reply.error(401, "UNAUTHORIZED")));

    MountOutcome outcome =
        new BlobMounter(clients.getCaller(HOME, Side.TARGET))
            .mount(app, Digest.sha256(new byte[3]), Repository.of(HOME, "secret/app"));

    assertThat(outcome).isEqualTo(new MountOutcome.Refused());
  }

  @Test
  void aMountIsRefusedAndNotFailedWhereTheTokenServerGivesNoTokenForBoth() throws Exception {
    requireTokens();
    tokenServer.on(
        "GET",
        "/token",
        request -> request.query().contains("secret") ? RecordedReply.json(403, "{}") : token());
    isMissing(app);

    MountOutcome outcome =
        new BlobMounter(clients.getCaller(HOME, Side.TARGET))
            .mount(app, Digest.sha256(new byte[3]), Repository.of(HOME, "secret/app"));

    assertThat(outcome).isEqualTo(new MountOutcome.Refused());
  }

  @Test
  void theNextRequestHasAFreshTokenAfterARefusalInTheMiddleOfAnUpload() throws Exception {
    requireTokens();
    tokenServer.on("GET", "/token", request -> token());
    server.prepend(Fault.on("PATCH", "/uploads/").once().answer(challenge("")));
    byte[] content = new byte[10];
    Digest digest = Digest.sha256(content);

    try (UploadSession session = new BlobUploader(clients.getCaller(HOME, Side.TARGET)).open(app)) {
      RegistryException refused =
          catchThrowableOfType(
              RegistryException.class, () -> session.write(digest, new OnceOnly(content)));
      assertThat(refused.hasStatus(401)).isTrue();
      session.write(digest, new OnceOnly(content));
      session.commit(digest);
    }

    assertThat(tokenServer.requests()).hasSize(2);
  }

  private static final class OnceOnly implements RequestBody {
    private final byte[] bytes;

    OnceOnly(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public void writeTo(OutputStream out) throws java.io.IOException {
      out.write(bytes);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
