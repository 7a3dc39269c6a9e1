package io.waybill.cli.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code login}, {@code logout}, and which account {@code copy} shows then. */
final class LoginCommandTest {
  @TempDir private Path directory = Path.of("");
  private final HttpServer registry = start();
  private final InputStream before = System.in;

  private static HttpServer start() {
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              boolean known =
                  "Basic bWU6c2VzYW1l"
                      .equals(exchange.getRequestHeaders().getFirst("Authorization"));
              exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
              boolean ping = exchange.getRequestURI().getPath().equals("/v2/");
              exchange.sendResponseHeaders(known ? (ping ? 200 : 404) : 401, -1);
            }
          });
      server.start();
      return server;
    } catch (IOException fault) {
      throw new java.io.UncheckedIOException(fault);
    }
  }

  @BeforeEach
  void type() {
    type("sesame\n");
  }

  private static void type(String text) {
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void stop() {
    System.setIn(before);
    registry.stop(0);
  }

  private String address() {
    return "127.0.0.1:" + registry.getAddress().getPort();
  }

  private CommandRun run(String... arguments) {
    return CommandRun.in(directory, Map.of("HOME", directory.toString()), arguments);
  }

  @Test
  void keepsAnAccountThatTheRegistryTakesAndForgetsIt() throws Exception {
    CommandRun login = run("login", address(), "-u", "me", "--password-stdin");

    Path file = directory.resolve(".docker/config.json");
    assertThat(login.exitCode()).as(login.err()).isEqualTo(ExitCodes.OK);
    assertThat(login.out())
        .isEqualToNormalizingNewlines(
            "Logged in to " + address() + " as me; kept in " + file + ".\n");
    assertThat(Files.readString(file)).contains(address(), "bWU6c2VzYW1l");

    CommandRun copy = run("copy", address() + "/team/app:1", address() + "/team/app:2");
    assertThat(copy.err()).contains("SOURCE_NOT_FOUND");

    CommandRun logout = run("logout", address());
    assertThat(logout.out()).startsWith("Logged out of " + address());
    assertThat(run("logout", address()).out()).startsWith("There is no account for");
    CommandRun anonymous = run("copy", address() + "/team/app:1", address() + "/team/app:2");
    assertThat(anonymous.err())
        .contains(
            "UNAUTHORIZED",
            "It was asked without an account",
            "waybill login " + address() + " (or");
  }

  @Test
  void keepsNothingThatTheRegistryRefuses() {
    type("wrong");

    CommandRun login = run("login", address(), "-u", "me", "--password-stdin");

    assertThat(login.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(login.err())
        .contains("UNAUTHORIZED", "\"me\" (from this command)", "Nothing was kept")
        .doesNotContain("wrong", "Exception");
    assertThat(directory.resolve(".docker")).doesNotExist();
  }

  @Test
  void saysThatAnAccountWasNotCheckedWhereTheRegistryAsksForNone() throws IOException {
    HttpServer open =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    open.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, -1);
          }
        });
    open.start();
    try {
      String name = "127.0.0.1:" + open.getAddress().getPort();

      CommandRun login = run("login", name, "-u", "me", "--password-stdin");

      assertThat(login.exitCode()).as(login.err()).isEqualTo(ExitCodes.OK);
      assertThat(login.out())
          .contains(name + " asks for no account, so this one was not checked; kept for me in ")
          .doesNotContain("Logged in");
    } finally {
      open.stop(0);
    }
  }

  @Test
  void refusesWhatIsMoreThanARegistry() {
    CommandRun login = run("login", address() + "/team/app", "-u", "me", "--password-stdin");

    assertThat(login.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(login.err()).contains("is more than a registry", "\"" + address() + "\"");
    assertThat(directory.resolve(".docker")).doesNotExist();
    assertThat(run("login", "http://" + address() + "/v2/", "-u", "me", "--password-stdin").out())
        .startsWith("Logged in to " + address());
  }

  @Test
  void writesAndReadsTheFileThatIsNamed() {
    run("login", address(), "-u", "me", "--password-stdin", "--authfile", "mine.json");

    assertThat(directory.resolve("mine.json")).exists();
    CommandRun copy =
        run(
            "copy",
            address() + "/team/app:1",
            address() + "/team/app:2",
            "--authfile",
            "mine.json");
    assertThat(copy.err()).contains("SOURCE_NOT_FOUND");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(run("login", address(), "--password-stdin").err()).contains("-u USER");
    assertThat(run("login", address(), "-u", "me").err()).contains("--password-stdin");
    type("");
    CommandRun empty = run("login", address(), "-u", "me", "--password-stdin");
    assertThat(empty.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(empty.err()).contains("Standard input holds no password");
    assertThat(run("login", "not a host", "-u", "me", "--password-stdin").exitCode())
        .isEqualTo(ExitCodes.USAGE);
  }
}
