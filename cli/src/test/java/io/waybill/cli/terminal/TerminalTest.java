package io.waybill.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void aPipeSeesNoEscapesAndNoLiveLine() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Terminal terminal =
        Terminal.of(new PrintStream(bytes, true, StandardCharsets.UTF_8), Map.of("TERM", "dumb"));

    terminal.live("working");
    terminal.line(terminal.good("done"));
    terminal.endLive();

    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("done" + System.lineSeparator());
  }

  @Test
  void aLineIsWrittenAboveTheLiveOne() {
    StringWriter text = new StringWriter();
    Terminal terminal = Terminal.interactive(new PrintWriter(text), 80);

    terminal.live("working");
    terminal.line("done");

    assertThat(text.toString()).endsWith("\r\u001b[2Kdone" + System.lineSeparator() + "working");
  }

  @Test
  void whatCannotBeEncodedIsReplacedByAscii() {
    Terminal terminal =
        Terminal.of(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.US_ASCII),
            Map.of());

    assertThat(terminal.choose("✓", "ok")).isEqualTo("ok");
  }

  @Test
  void durationsAreWrittenForPeople() {
    assertThat(Durations.forPeople(Duration.ofMillis(12))).isEqualTo("12 ms");
    assertThat(Durations.forPeople(Duration.ofMillis(3_410))).isEqualTo("3.4 s");
    assertThat(Durations.forPeople(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
    assertThat(Durations.clock(Duration.ofSeconds(7))).isEqualTo("0:07");
    assertThat(Durations.clock(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
  }
}
