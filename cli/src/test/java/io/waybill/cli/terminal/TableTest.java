package io.waybill.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
  private final StringWriter said = new StringWriter();
  private final PrintWriter out = new PrintWriter(said);

  @Test
  void onATerminalTheWidestColumnsAreCutAndNeverTheLast() {
    table().print(out, Terminal.interactive(out, 60));

    assertThat(said.toString().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60))
        .anySatisfy(line -> assertThat(line).contains("\u2026").endsWith("f5266004-753b-5311"));
  }

  @Test
  void whatFitsIsNotCut() {
    table().print(out, Terminal.interactive(out, 200));

    assertThat(said.toString()).doesNotContain("\u2026").contains("a".repeat(50));
  }

  @Test
  void elsewhereNothingIsCut() {
    table().print(out);

    assertThat(said.toString()).contains("a".repeat(50));
  }

  private static Table table() {
    Table table = new Table("SOURCE", "STATUS", "TASK");
    table.row("a".repeat(50), "succeeded", "f5266004-753b-5311");
    table.row("b", "", "c");
    return table;
  }
}
