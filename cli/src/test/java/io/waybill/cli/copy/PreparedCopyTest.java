package io.waybill.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --prepare}, with a real registry behind a front that wants a project first, as Harbor. */
final class PreparedCopyTest {
  @TempDir private Path directory = Path.of("");
  private final List<String> created = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private LocalRegistry registry;
  private HttpServer front;

  @BeforeEach
  void start() throws Exception {
    registry = LocalRegistry.start(directory.resolve("registry"));
    front =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    front.setExecutor(threads);
    front.createContext("/", this::handle);
    front.start();
    String auth =
        Base64.getEncoder().encodeToString("admin:sesame".getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        directory.resolve("auth.json"),
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(harbor(), auth));
    try (RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()))) {
      SampleImage.builder(81)
          .layers(2, 5_000)
          .build()
          .push(clients, (TagReference) Reference.parse(registry.address() + "/team/app:v1"));
    }
  }

  @AfterEach
  void stop() {
    front.stop(0);
    threads.shutdownNow();
    client.close();
    registry.close();
  }

  private String harbor() {
    return "127.0.0.1:" + front.getAddress().getPort();
  }

  private CommandRun copy(String... options) {
    String[] line = new String[options.length + 5];
    line[0] = "copy";
    line[1] = registry.address() + "/team/app:v1";
    line[2] = harbor() + "/mirror/deep/app:v1";
    line[3] = "--authfile";
    line[4] = "auth.json";
    System.arraycopy(options, 0, line, 5, options.length);
    return CommandRun.in(directory, line);
  }

  @Test
  void saysWhatIsMissingAndWithTheOptionMakesIt() {
    CommandRun told = copy();
    assertThat(told.exitCode()).isNotEqualTo(ExitCodes.OK);
    assertThat(told.err() + told.out())
        .contains("TARGET_REPOSITORY_MISSING", "The project \"mirror\" is missing there.")
        .contains("Make it (in Harbor's console: Projects, New Project), or have it made with")
        .contains("--prepare")
        .doesNotContain("sesame");
    CommandRun looked = copy("--prepare", "--dry-run");
    assertThat(looked.exitCode()).as(looked.err() + looked.out()).isEqualTo(ExitCodes.OK);
    assertThat(created).isEmpty();

    CommandRun made = copy("--prepare");
    CommandRun again = copy("--prepare");

    assertThat(made.exitCode()).as(made.err() + made.out()).isEqualTo(ExitCodes.OK);
    assertThat(again.exitCode()).as(again.err() + again.out()).isEqualTo(ExitCodes.OK);
    assertThat(created)
        .containsExactly(
            "Basic YWRtaW46c2VzYW1l"
                + " {\"project_name\":\"mirror\",\"metadata\":{\"public\":\"false\"}}");
  }

  @Test
  void migrateHasItAsWell() throws Exception {
    Files.writeString(
        directory.resolve("images.json"),
        "{\"%s/team/app:v1\": \"%s/mirror/app\"}".formatted(registry.address(), harbor()));

    CommandRun run =
        CommandRun.in(
            directory,
            "migrate",
            "--images",
            "images.json",
            "--authfile",
            "auth.json",
            "--prepare");

    assertThat(run.exitCode()).as(run.err() + run.out()).isEqualTo(ExitCodes.OK);
    assertThat(created).hasSize(1);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/api/v2.0/projects")) {
        created.add(
            exchange.getRequestHeaders().getFirst("Authorization")
                + " "
                + new String(body, StandardCharsets.UTF_8));
        answer(exchange, 201, "");
      } else if (created.isEmpty() && path.startsWith("/v2/mirror/")) {
        answer(
            exchange,
            401,
            "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"project mirror not found\"}]}");
      } else {
        forward(exchange, body);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean bare = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bare ? -1 : bytes.length);
    if (!bare) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private void forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://" + registry.address() + exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    for (String name : List.of("Content-Type", "Content-Range", "Accept")) {
      List<String> values = exchange.getRequestHeaders().get(name);
      if (values != null) {
        request.header(name, String.join(",", values));
      }
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!name.startsWith(":") && !name.equalsIgnoreCase("Transfer-Encoding")) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    byte[] answer = response.body();
    boolean bare = answer.length == 0;
    exchange.sendResponseHeaders(response.statusCode(), bare ? -1 : answer.length);
    if (!bare) {
      exchange.getResponseBody().write(answer);
    }
  }
}
