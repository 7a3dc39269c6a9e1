package io.waybill.chassis.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.LogConfig;
import io.waybill.schemas.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is written, and how. */
final class LoggingTest {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    System.setErr(before);
    Logging.configure(LogConfig.DEFAULT);
  }

  @Test
  void ourOwnEventsAreWrittenFromTheLevelOnAndLibrariesOnlyWarn() {
    configure(LogConfig.Format.TEXT);
    LoggerFactory.getLogger("io.waybill.test.Ship").info("{} crates", 3);
    LoggerFactory.getLogger("io.waybill.test.Ship").debug("not this");
    LoggerFactory.getLogger("org.apache.kafka.clients.Foo").info("nor this");
    LoggerFactory.getLogger("org.apache.kafka.clients.Foo").warn("but this");

    assertThat(text().lines())
        .hasSize(2)
        .first()
        .asString()
        .matches("[0-9:.]+ INFO {2}Ship - 3 crates");
    assertThat(text()).contains("WARN  Foo - but this");
  }

  @Test
  void forMachinesEachEventIsAnObjectOnALine() throws Exception {
    configure(LogConfig.Format.JSON);
    LoggerFactory.getLogger("io.waybill.test.Ship")
        .warn("sunk by {}", "a whale", new IllegalStateException("hole"));

    JsonNode event = Json.lenient().readTree(text());
    assertThat(text().lines()).hasSize(1);
    assertThat(event.path("level").asText()).isEqualTo("WARN");
    assertThat(event.path("formattedMessage").asText()).isEqualTo("sunk by a whale");
    assertThat(event.path("throwable").path("message").asText()).isEqualTo("hole");
  }

  @Test
  void whatAStrangerWroteForgesNoEventAndCommandsNoTerminal() {
    configure(LogConfig.Format.TEXT);
    String words = "no\n00:00:00.000 INFO  Ship - all is well\u001b[2J\r\u009b1A";
    LoggerFactory.getLogger("io.waybill.test.Ship")
        .warn("the registry said {}", words, new IllegalStateException(words));

    assertThat(text().lines())
        .filteredOn(line -> !line.startsWith("\t"))
        .singleElement()
        .asString()
        .endsWith("the registry said no");
    assertThat(text()).contains("\tat io.waybill").contains("well\\u001b[2J\\u000d\\u009b1A");
    assertThat(text().chars()).noneMatch(c -> c < 0x20 && c != '\n' && c != '\t');
  }

  @Test
  void linesOfAScopeCarryItsIdsAndThoseAfterItDoNot() throws Exception {
    configure(LogConfig.Format.JSON);
    try (var _ = LogScope.open().with(LogScope.TASK, "t-1")) {
      try (var _ =
          LogScope.open()
              .with(LogScope.TASK, "t-2")
              .with(LogScope.TRACE, Optional.of("beef"))
              .with(LogScope.SOURCE, Optional.empty())) {
        LoggerFactory.getLogger("io.waybill.test.Ship").info("inner");
      }
      LoggerFactory.getLogger("io.waybill.test.Ship").info("outer");
    }
    LoggerFactory.getLogger("io.waybill.test.Ship").info("none");

    List<JsonNode> lines = new ArrayList<>();
    for (String line : text().lines().toList()) {
      lines.add(Json.lenient().readTree(line).path("mdc"));
    }
    assertThat(lines.get(0).path("taskId").asText()).isEqualTo("t-2");
    assertThat(lines.get(0).path("traceId").asText()).isEqualTo("beef");
    assertThat(lines.get(0).has("source")).isFalse();
    assertThat(lines.get(1).path("taskId").asText()).isEqualTo("t-1");
    assertThat(lines.get(1).has("traceId")).isFalse();
    assertThat(lines.get(2).isEmpty()).isTrue();
  }

  @Test
  void forPeopleTheIdsStandBehindTheMessage() {
    configure(LogConfig.Format.TEXT);
    try (var _ =
        LogScope.open().with(LogScope.TASK, "t-1").with(LogScope.TRACE, Optional.of("beef"))) {
      LoggerFactory.getLogger("io.waybill.test.Ship").info("sunk");
    }

    assertThat(text()).contains("INFO  Ship - sunk [t-1 beef]\n");
  }

  private void configure(LogConfig.Format format) {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logging.configure(new LogConfig(format, LogConfig.Level.INFO));
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
