package io.waybill.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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
  void severalLiveLinesAreClearedAndDrawnAnew() {
    StringWriter text = new StringWriter();
    Terminal terminal = Terminal.interactive(new PrintWriter(text), 80);
    terminal.live(List.of("one", "two", "three"));
    text.getBuffer().setLength(0);

    terminal.live(List.of("four"));

    String clearLine = "\r\u001b[2K";
    String up = "\u001b[A";
    assertThat(text.toString()).isEqualTo(clearLine + up + clearLine + up + clearLine + "four");
  }

  @Test
  void linesThatAreTooLongForANarrowerWindowAreCutByTheTerminal() {
    StringWriter text = new StringWriter();

    Terminal.interactive(new PrintWriter(text), 80).live(List.of("one", "two"));

    assertThat(text.toString())
        .endsWith("\u001b[?7lone" + System.lineSeparator() + "two\u001b[?7h");
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
