package io.waybill.chassis.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.TracesConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SENDER = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final List<String> posted = new CopyOnWriteArrayList<>();
  private final List<String> accounts = new CopyOnWriteArrayList<>();
  private HttpServer collector;

  @SuppressWarnings("NullAway.Init") // made in listen, before any test
  TracesTest() {}

  @BeforeEach
  void listen() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          accounts.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          // Ids are bytes and names are text; in this reading both are found.
          byte[] body = exchange.getRequestBody().readAllBytes();
          posted.add(
              new String(body, StandardCharsets.ISO_8859_1) + HexFormat.of().formatHex(body));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  @Test
  void aSpanContinuesTheTraceOfWhatCausedItAndHandsItOn() {
    try (Traces traces = Traces.of(config(1), "gateway")) {
      try (TraceSpan span =
          traces.begin(
              "receive",
              Traces.Kind.SERVER,
              Map.of("traceparent", SENDER, "tracestate", "vendor=1"))) {
        assertThat(span.headers())
            .containsEntry("tracestate", "vendor=1")
            .hasEntrySatisfying(
                "traceparent",
                parent -> assertThat(parent).startsWith("00-" + TRACE + "-").isNotEqualTo(SENDER));
        span.with("waybill.webhook", "harbor-push").failed("because of the test");
      }
    }
    assertThat(posted)
        .singleElement()
        .asString()
        .contains("waybill-gateway", "receive", "harbor-push", "because of the test", TRACE);
    assertThat(accounts).containsExactly("Bearer of-the-test");
  }

  @Test
  void threadsThatAreStartedForASpanWorkOnIt() throws InterruptedException {
    List<Optional<String>> seen = new CopyOnWriteArrayList<>();
    try (Traces traces = Traces.of(config(1), "worker");
        TraceSpan span = traces.begin("copy", Traces.Kind.CONSUMER, Map.of())) {
      try (var _ = span.enter()) {
        Thread.ofVirtual().start(() -> seen.add(TraceSpan.current().traceParent())).join();
      }
      assertThat(seen).containsExactly(span.traceParent()).doesNotContain(Optional.empty());
      assertThat(TraceSpan.current().traceParent()).isEmpty();
    }
  }

  @Test
  void aSenderThatWantsNoTraceGetsNoneAndItsMarkIsHandedOn() {
    String unwanted = SENDER.replaceAll("01$", "00");
    try (Traces traces = Traces.of(config(1), "gateway");
        TraceSpan span =
            traces.begin("receive", Traces.Kind.SERVER, Map.of("traceparent", unwanted))) {
      assertThat(span.traceParent()).get().asString().endsWith("-00");
    }
    assertThat(posted).isEmpty();
  }

  @Test
  void whoeverOnlyKnowsATracesIdDecidesAsTheSamplerDid() {
    TracesConfig third = config(1 / 3.0);
    Random random = new Random(7);
    try (Traces traces = Traces.of(third, "gateway")) {
      for (int i = 0; i < 1_000; i++) {
        try (TraceSpan span = traces.begin("receive", Traces.Kind.SERVER, Map.of())) {
          String parent = span.traceParent().orElseThrow();
          assertThat(Traces.isKept(third, parent.substring(3, 35)))
              // The flags are bits: others than "sampled" may be set.
              .isEqualTo((Integer.parseInt(parent.substring(53), 16) & 1) == 1);
        }
      }
    }
    String any = "%016x%016x".formatted(random.nextLong(), random.nextLong());
    assertThat(Traces.isKept(config(1), any)).isTrue();
    assertThat(Traces.isKept(config(0), any)).isFalse();
  }

  @Test
  void withoutACollectorNothingIsMade() {
    try (Traces traces = Traces.of(TracesConfig.DEFAULT, "gateway");
        TraceSpan span =
            traces.begin("receive", Traces.Kind.SERVER, Map.of("traceparent", SENDER))) {
      assertThat(span.headers()).isEmpty();
      try (TraceSpan below = span.begin("below", Traces.Kind.CLIENT)) {
        assertThat(below.traceParent()).isEmpty();
      }
    }
  }

  @Test
  void aCollectorThatIsAwayHoldsNothingUp() {
    collector.stop(0);
    try (Traces traces = Traces.of(config(1), "worker")) {
      for (int i = 0; i < 20_000; i++) {
        traces.begin("copy", Traces.Kind.CONSUMER, Map.of()).close();
      }
    }
    assertThat(posted).isEmpty();
  }

  private TracesConfig config(double ratio) {
    return new TracesConfig(
        Optional.of(
            URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces")),
        ratio,
        Map.of("Authorization", Secret.of("Bearer of-the-test")));
  }
}
