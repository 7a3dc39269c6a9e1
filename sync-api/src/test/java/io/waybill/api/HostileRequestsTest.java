package io.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What somebody sends who means harm, to an API that asks nobody who they are: pages of other sites
 * in a browser on this machine, and bodies that are to cost more than they are long.
 */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {
  private static final int PATIENCE_MILLIS = 60_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Api api;

  @BeforeAll
  void start(Servers servers) throws Exception {
    api = Api.start(servers.config(servers.database()));
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(api).close();
    http.close();
  }

  @Test
  void a_name_that_somebody_made_to_lead_here_is_refused() throws Exception {
    for (String host :
        List.of(
            "elsewhere.example.com:" + port(),
            "localhost.example.com",
            "127.0.0.1.example.com",
            "localhost@example.com",
            "[2001:db8::1]:" + port(),
            "")) {
      assertThat(statusLine("GET /api/v1/rules HTTP/1.1\r\nHost: " + host))
          .as(host)
          .matches("HTTP/1.1 40[03] .*");
    }
    for (String host : List.of("127.0.0.1:" + port(), "localhost:" + port(), "[::1]:" + port())) {
      assertThat(statusLine("GET /api/v1/rules HTTP/1.1\r\nHost: " + host))
          .as(host)
          .isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void a_page_of_another_site_is_refused_also_where_its_browser_tells_no_origin() throws Exception {
    for (String site : List.of("cross-site", "same-site")) {
      assertThat(get("/api/v1/events", "Sec-Fetch-Site", site, "Sec-Fetch-Mode", "no-cors"))
          .as(site)
          .isEqualTo(403);
    }
    assertThat(get("/api/v1/rules", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors"))
        .isEqualTo(200);
    assertThat(get("/api/v1/rules", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"))
        .as("a link that somebody follows")
        .isEqualTo(200);
    assertThat(post("{}", "Origin", "null")).as("a page in a sandbox").isEqualTo(403);
    assertThat(post("a=b", "Content-Type", "application/x-www-form-urlencoded"))
        .as("a form")
        .isEqualTo(415);
    assertThat(post("{}", "Content-Type", "text/plain")).as("what needs no leave").isEqualTo(415);
  }

  @Test
  void bodies_that_are_to_cost_more_than_they_are_long_are_mistakes() throws Exception {
    String deep = "{\"name\":" + "[".repeat(500_000);
    String digits = "{\"name\":" + "9".repeat(900_000) + "}";
    String power = "{\"name\":\"x\",\"priority\":1e999999999}";
    String twice = "{\"name\":\"x\",\"name\":\"y\"}";
    for (String body : List.of(deep, digits, power, twice)) {
      HttpResponse<String> answer = send("POST", "/api/v1/rules", body.getBytes(UTF_8));

      assertThat(answer.statusCode()).as(body.substring(0, 20)).isIn(400, 422);
      assertThat(answer.body()).hasSizeLessThan(2_000).doesNotContain("Exception");
    }
  }

  @Test
  void a_packed_body_is_not_unpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(UTF_8);
      for (int i = 0; i < 16; i++) {
        gzip.write(blanks);
      }
    }

    HttpResponse<String> answer =
        send("POST", "/api/v1/rules", packed.toByteArray(), "Content-Encoding", "gzip");

    assertThat(answer.statusCode()).isIn(400, 415);
  }

  @Test
  void names_that_are_none_are_mistakes_wherever_they_stand() throws Exception {
    for (String name :
        List.of(
            "..", "../../etc/passwd", "%2e%2e", "a%00b", "a%0d%0aX-Forged:%20yes", "%1b%5b2J")) {
      for (String address :
          List.of(
              "/api/v1/images/here/" + name + "/v1",
              "/api/v1/images/" + name + "/app/v1",
              "/api/v1/records/" + name,
              "/api/v1/rules/" + name,
              "/api/v1/records?repository=" + name,
              "/api/v1/records?cursor=" + name,
              "/console/" + name)) {
        String answer = whole("GET " + address + " HTTP/1.1\r\nHost: localhost");

        assertThat(answer).as(address).matches("(?s)HTTP/1.1 (200|400|404|422) .*");
        assertThat(answer.substring(0, answer.indexOf("\r\n\r\n")))
            .as("the head of the answer to " + address)
            .doesNotContain("\r\nX-Forged");
        assertThat(answer.chars()).as(address).noneMatch(c -> c == 0x1b || c == 0);
      }
    }
  }

  private int port() {
    return Objects.requireNonNull(api).port();
  }

  private int get(String path, String... headers) throws Exception {
    return send("GET", path, new byte[0], headers).statusCode();
  }

  private int post(String body, String... headers) throws Exception {
    return send("POST", "/api/v1/rules", body.getBytes(UTF_8), headers).statusCode();
  }

  private HttpResponse<String> send(String method, String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofMillis(PATIENCE_MILLIS))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String statusLine(String head) throws IOException {
    return whole(head).lines().findFirst().orElse("");
  }

  /** As no client of good manners would ask. */
  private String whole(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
