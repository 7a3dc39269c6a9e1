package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.console.Console;
import io.waybill.chassis.http.Health;
import io.waybill.chassis.http.HttpService;
import io.waybill.chassis.http.HttpSettings;
import io.waybill.chassis.metrics.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable HttpService server;

  @BeforeAll
  void start() throws Exception {
    server =
        HttpService.start(
            HttpSettings.of("127.0.0.1", 0, "api.port"),
            routes -> new Console().addTo(routes),
            new Health(),
            Metrics.create("api"));
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(server).close();
  }

  /** What is among the resources, whether or not somebody has thought of serving it. */
  static List<Path> files() throws Exception {
    URI page = Objects.requireNonNull(Console.class.getResource("index.html")).toURI();
    try (Stream<Path> files = Files.list(Objects.requireNonNull(Path.of(page).getParent()))) {
      return files.filter(file -> !file.toString().endsWith(".class")).sorted().toList();
    }
  }

  @Test
  void every_file_is_there_as_what_it_is() throws Exception {
    assertThat(files()).hasSizeGreaterThan(4);
    for (Path file : files()) {
      String name = String.valueOf(file.getFileName());
      HttpResponse<String> answer = send("GET", "/console/" + name);
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type"))
          .as(name)
          .contains(
              Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), name));
      assertThat(answer.body()).as(name).isEqualTo(Files.readString(file));
    }
  }

  @Test
  void the_page_is_at_the_root_and_whatever_it_names_is_there() throws Exception {
    HttpResponse<String> page = send("GET", "/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    List<String> named =
        ConsoleSourcesTest.found("(?:src|href)=\"([^#\"][^\"]*)\"", page.body()).toList();
    assertThat(named).contains("console/console.js", "console/console.css");
    for (String name : named) {
      assertThat(send("GET", "/" + name).statusCode()).as(name).isEqualTo(200);
    }
  }

  @Test
  void a_browser_runs_nothing_else_and_frames_guesses_and_tells_nothing() throws Exception {
    for (String path : List.of("/", "/console/console.js")) {
      HttpResponse<String> answer = send("GET", path);
      assertThat(answer.headers().allValues("Content-Security-Policy"))
          .singleElement()
          .asString()
          .contains(
              "default-src 'none'",
              "script-src 'self'",
              "style-src 'self'",
              "connect-src 'self'",
              "base-uri 'none'",
              "frame-ancestors 'none'")
          .doesNotContain("unsafe", "*", "http", "data:");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    }
  }

  @Test
  void a_browser_asks_each_time_and_loads_only_what_has_changed() throws Exception {
    for (String path : List.of("/", "/console/console.css")) {
      HttpResponse<String> first = send("GET", path);
      String etag = first.headers().firstValue("ETag").orElseThrow();
      assertThat(first.headers().allValues("Cache-Control")).containsExactly("no-cache");
      for (String known : List.of(etag, "W/" + etag, "\"old\", " + etag, "*")) {
        HttpResponse<String> again = send("GET", path, "If-None-Match", known);
        assertThat(again.statusCode()).as(known).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).contains(etag);
      }
      assertThat(send("GET", path, "If-None-Match", "\"old\"").statusCode()).isEqualTo(200);
    }
    assertThat(send("GET", "/").headers().firstValue("ETag"))
        .isNotEqualTo(send("GET", "/console/page.js").headers().firstValue("ETag"));
  }

  @Test
  void head_says_what_get_would() throws Exception {
    HttpResponse<String> head = send("HEAD", "/");
    HttpResponse<String> get = send("GET", "/");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String header : List.of("Content-Type", "Content-Length", "ETag")) {
      assertThat(head.headers().firstValue(header))
          .as(header)
          .isPresent()
          .isEqualTo(get.headers().firstValue(header));
    }
  }

  @Test
  void other_methods_are_refused() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      HttpResponse<String> answer = send(method, "/");
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }
  }

  @Test
  void nothing_else_is_there() throws Exception {
    for (String path :
        List.of(
            "/console",
            "/console/",
            "/console/nothing.js",
            "/console/Console.class",
            "/console/..%2Frest%2Fopenapi.yaml",
            "/console/%2E%2E/rest/openapi.yaml",
            "/index.html")) {
      HttpResponse<String> answer = send("GET", path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(Objects.requireNonNull(server).uri() + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
