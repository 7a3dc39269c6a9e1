package io.waybill.chassis.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.metrics.Metrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A server with a few routes, and what it answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpServiceTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpService service;

  /** What a caller sends. */
  record Greeting(String name) {}

  @BeforeAll
  void start() throws Exception {
    service =
        HttpService.start(
            HttpSettings.of("127.0.0.1", 0, "test.port"),
            routes ->
                routes
                    .get(
                        "/hello/:name:loudly",
                        r -> Response.text(200, r.pathParameter("name") + "!"))
                    .get("/hello/:name", r -> Response.text(200, r.pathParameter("name")))
                    .get("/hello:all", r -> Response.text(200, "everybody"))
                    .post("/greet", r -> Response.json(200, r.json(Greeting.class)))
                    .async(
                        "POST",
                        "/later",
                        r ->
                            CompletableFuture.supplyAsync(
                                () -> Response.json(202, Map.of("bytes", r.body().length))))
                    .get(
                        "/defect",
                        r -> {
                          throw new IllegalStateException("the password is hunter2");
                        })
                    .get(
                        "/refused",
                        r -> {
                          throw new ProblemException(Problem.conflict("There is one already"))
                              .withHeader("Retry-After", "7");
                        }),
            new Health(),
            Metrics.create("test"));
  }

  @AfterAll
  void stop() {
    service.close();
    client.close();
  }

  @Test
  void anEndpointAnswersOnAVirtualThread() throws Exception {
    HttpResponse<String> response = get("/hello/captain");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("captain");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void aColonWithinAComponentIsAColon() throws Exception {
    assertThat(get("/hello/captain:loudly").body()).isEqualTo("captain!");
    assertThat(get("/hello:all").body()).isEqualTo("everybody");
    assertThat(get("/hellooo").statusCode()).isEqualTo(404);
  }

  @Test
  void recordsAreReadAndWrittenAsJson() throws Exception {
    assertThat(post("/greet", "{\"name\":\"Ada\"}").body()).isEqualTo("{\"name\":\"Ada\"}");
  }

  @Test
  void anAnswerMayComeLater() throws Exception {
    assertThat(post("/later", "12345").body()).isEqualTo("{\"bytes\":5}");
  }

  @Test
  void badJsonIsTheCallersProblem() throws Exception {
    HttpResponse<String> response = post("/greet", "{\"name\":");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.body()).contains("urn:waybill:problem:bad-request", "line 1");
  }

  @Test
  void anUnknownRouteIsAProblemDocument() throws Exception {
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(get("/nowhere").body()).contains("There is nothing at /nowhere");
    assertThat(get("/greet").statusCode()).isEqualTo(405);
  }

  @Test
  void aDefectIsAnsweredWithANumberAndNothingElse() throws Exception {
    HttpResponse<String> response = get("/defect");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("incident").doesNotContain("hunter2");
  }

  @Test
  void aProblemIsAnsweredAsThrown() throws Exception {
    HttpResponse<String> response = get("/refused");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.headers().firstValue("Retry-After")).contains("7");
    assertThat(response.body()).contains("There is one already");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return service.uri().resolve(path);
  }
}
