package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry names its token server, and both may be somebody's who means harm. */
@Timeout(120)
final class HostileTokenServerTest {
  private static final Registry HOME = Registry.of("home");
  private static final long MIB = 1024 * 1024;

  private final ScriptedRegistry server = ScriptedRegistry.start();
  private final ScriptedRegistry elsewhere = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(
          RegistryDirectory.of(
              List.of(
                  RegistryEndpoint.of(HOME, URI.create("http://" + server.address()))
                      .withCredentials("me", "sesame"))),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final Repository repository = Repository.of(HOME, "team/app");

  @AfterEach
  void stop() {
    clients.close();
    server.close();
    elsewhere.close();
  }

  private void sendFor(String realm) {
    server.prepend(
        Fault.on("HEAD", "^/v2/")
            .onlyIf(request -> request.header("Authorization").isEmpty())
            .answer(
                Reply.error(401, "UNAUTHORIZED")
                    .with("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"home\"")));
  }

  private void answer(Reply reply) {
    sendFor("http://" + elsewhere.address() + "/token");
    elsewhere.script(Fault.on("GET", "^/token").answer(reply));
    elsewhere.script(Fault.on("POST", "^/token").answer(reply));
  }

  private RegistryException fail() {
    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class,
            () ->
                new ManifestChecker(clients.getCaller(HOME, Side.SOURCE))
                    .check(repository.tag(Tag.of("v1"))));
    assertThat(failure).as("the check was to fail").isNotNull();
    assertThat(String.valueOf(failure)).doesNotContain("sesame").doesNotContain("bWU6c2VzYW1l");
    return failure;
  }

  @Test
  void aTokenServerInALinkLocalPlaceIsNotAskedHoweverItsAddressIsWritten() {
    for (String host :
        List.of(
            "169.254.169.254",
            "2852039166",
            "0xa9fea9fe",
            "0251.0376.0251.0376",
            "[::ffff:169.254.169.254]",
            "[::ffff:a9fe:a9fe]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:a9fe:a9fe::1]",
            "[fe80::1]",
            "[fd00:ec2::254]",
            "100.100.100.200")) {
      sendFor("http://" + host + "/latest/meta-data/");
      RegistryException failure = fail();

      assertThat(failure.code())
          .as(host)
          .isIn(FailureCode.REGISTRY_ERROR, FailureCode.NETWORK, FailureCode.UNAUTHORIZED);
      assertThat(String.valueOf(failure.getMessage()))
          .as(host)
          .containsAnyOf("link-local", "cannot be resolved", "no address", "unknown", "realm");
    }
  }

  @Test
  void aTokenServerThatIsNoWebAddressIsNotAsked() {
    for (String realm : List.of("file:///etc/passwd", "gopher://127.0.0.1/", "ldap://127.0.0.1/")) {
      sendFor(realm);

      fail();
    }
  }

  @Test
  void aTokenThatNeverEndsIsLeft() {
    Reply endless = Reply.of(200, "{\"token\":\"".getBytes(StandardCharsets.UTF_8)).endless();
    answer(endless);

    fail();

    assertThat(endless.handedOut()).isLessThan(32 * MIB);
  }

  @Test
  void aTokenThatIsPackedIsNotUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"token\":\"".getBytes(StandardCharsets.UTF_8));
      byte[] blanks = new byte[(int) MIB];
      for (int i = 0; i < 16; i++) {
        gzip.write(blanks);
      }
    }
    answer(Reply.of(200, packed.toByteArray()).with("Content-Encoding", "gzip"));

    assertThat(fail()).hasMessageContaining("is not JSON");
  }

  @Test
  void aTokenThatWasCutOffIsNotPrinted() {
    answer(Reply.of(200, "{\"token\":\"dckr_pat_of_somebody".getBytes(StandardCharsets.UTF_8)));
    assertThat(fail())
        .hasMessageContaining("are not shown, because a token may be among them")
        .hasMessageNotContaining("dckr_pat");
  }

  @Test
  void anAccountThatATokenServerSaysAgainIsNotPrinted() {
    answer(
        Reply.of(
            403,
            "{\"details\":\"no, me:sesame (Basic bWU6c2VzYW1l) may not\"}"
                .getBytes(StandardCharsets.UTF_8)));

    RegistryException failure = fail();

    assertThat(failure).hasMessageContaining("no, me:*** (Basic ***) may not");
    assertThat(failure.failure().registryError()).contains("no, me:*** (Basic ***) may not");
  }

  @Test
  void aTokenInAnotherFormIsNotPrinted() {
    answer(Reply.of(200, "access_token=dckr_pat_of_somebody&x=1".getBytes(StandardCharsets.UTF_8)));
    assertThat(fail()).hasMessageContaining("are not shown").hasMessageNotContaining("dckr_pat");
  }

  @Test
  void aTokenWithALineBreakAddsNoHeader() throws Exception {
    answer(
        Reply.of(
            200,
            "{\"token\":\"t\\r\\nX-Forged: yes\\r\\n\\r\\nGET /forged HTTP/1.1\"}"
                .getBytes(StandardCharsets.UTF_8)));

    ManifestOutcome outcome =
        new ManifestChecker(clients.getCaller(HOME, Side.SOURCE))
            .check(repository.tag(Tag.of("v1")));

    assertThat(outcome).isEqualTo(new ManifestOutcome.Missing());
    assertThat(server.requests())
        .noneMatch(request -> request.header("X-Forged").isPresent())
        .noneMatch(request -> request.path().contains("forged"));
  }

  @Test
  void bracketsThatNeverCloseCostNothing() {
    answer(Reply.of(200, "[".repeat(900_000).getBytes(StandardCharsets.UTF_8)));

    fail();
  }
}
