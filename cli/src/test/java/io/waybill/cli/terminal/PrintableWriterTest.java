package io.waybill.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a registry, a sender or a file wrote must not command the terminal of who reads it. */
class PrintableWriterTest {
  private final StringWriter said = new StringWriter();

  @Test
  void whatATerminalWouldObeyIsSpelledOut() {
    PrintWriter out = new PrintWriter(new PrintableWriter(said), true);

    out.println("\u001b]0;renamed\u0007 \u001b[2J\u009b2J \u001b[8mhidden\rover\b\u007f");

    assertThat(said.toString())
        .isEqualTo(
            "\\u001b]0;renamed\\u0007 \\u001b[2J\\u009b2J"
                + " \\u001b[8mhidden\\u000dover\\u0008\\u007f\n");
  }

  @Test
  void whatTurnsTheDirectionOfWritingRoundIsSpelledOut() {
    assertThat(PrintableWriter.text("team/\u202egpj.exe\u2066"))
        .isEqualTo("team/\\u202egpj.exe\\u2066");
  }

  @Test
  void linesTabsColoursAndLettersOfAllLanguagesPass() {
    String text = "caf\u00e9\t\u001b[1m\u4e0a\u6d77\u001b[0m \u001b[31mno\u001b[0m \ud83d\udea2\n";

    assertThat(PrintableWriter.text(text)).isEqualTo(text);
  }

  @Test
  void aCellOfATableIsOneLine() {
    Table table = new Table("REASON", "TASK");
    table.row("it said\nsucceeded  1\u001b[1A", "f5266004");

    table.print(new PrintWriter(said));

    assertThat(said.toString().lines()).hasSize(2);
    assertThat(said.toString()).contains("it said\\u000asucceeded  1\\u001b[1A  f5266004");
  }

  @Test
  void aLineOfATerminalKeepsOurColoursOnly() {
    Terminal terminal = Terminal.interactive(new PrintWriter(said), 200);

    terminal.line(terminal.good("done") + " \u001b[3Awhat \u001b[1mthe registry\u001b[0m said");
    terminal.live("tag \u001b]0;x\u0007");

    assertThat(said.toString())
        .contains("done \\u001b[3Awhat \u001b[1mthe registry\u001b[0m said")
        .contains("tag \\u001b]0;x\\u0007");
  }
}
