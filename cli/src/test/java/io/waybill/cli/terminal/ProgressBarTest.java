package io.waybill.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final long MIB = 1 << 20;

  private final StringWriter text = new StringWriter();
  private long now;

  @Test
  void aTerminalSeesOneLineThatIsRedrawn() {
    try (ProgressBar bar = bar(Terminal.interactive(new PrintWriter(text), 80))) {
      bar.total(8 * MIB);
      after(Duration.ofSeconds(1));
      bar.add(2 * MIB);
    }

    assertThat(text.toString())
        .contains("2.0 MiB of 8.0 MiB")
        .contains("25%")
        .contains("2.0 MiB/s")
        .contains("0:03 left")
        .doesNotContain("\n")
        .endsWith("\r\u001b[2K");
  }

  @Test
  void aTerminalIsNotRedrawnMoreThanTenTimesASecond() {
    try (ProgressBar bar = bar(Terminal.interactive(new PrintWriter(text), 80))) {
      bar.total(1000 * MIB);
      for (int i = 0; i < 500; i++) {
        after(Duration.ofMillis(1));
        bar.add(MIB);
      }
    }

    assertThat(text.toString().split("\r", -1)).hasSizeLessThan(10);
  }

  @Test
  void aLineNeverExceedsTheTerminal() {
    Terminal terminal = Terminal.interactive(new PrintWriter(text), 80);
    try (ProgressBar bar = bar(terminal)) {
      bar.total(999_999 * MIB);
      after(Duration.ofHours(3));
      bar.add(999_000 * MIB);
    }

    assertThat(text.toString().split("\r\u001b\\[2K", -1))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }

  @Test
  void aFileSeesALineForEachQuarter() {
    try (ProgressBar bar = bar(Terminal.plain(new PrintWriter(text)))) {
      bar.total(4 * MIB);
      for (int i = 0; i < 64; i++) {
        after(Duration.ofMillis(10));
        bar.add(MIB / 16);
      }
    }

    assertThat(text.toString().lines())
        .hasSize(4)
        .last()
        .asString()
        .contains("4.0 MiB of 4.0 MiB")
        .contains("100%");
  }

  @Test
  void aSlowCopyTellsAFileThatItGoesOn() {
    try (ProgressBar bar = bar(Terminal.plain(new PrintWriter(text)))) {
      bar.total(1000 * MIB);
      for (int i = 0; i < 30; i++) {
        after(Duration.ofSeconds(1));
        bar.add(MIB / 10);
      }
    }

    assertThat(text.toString().lines()).hasSize(3);
  }

  @Test
  void anImageOfNoBytesIsNoDivisionByZero() {
    try (ProgressBar bar = bar(Terminal.interactive(new PrintWriter(text), 80))) {
      bar.total(0);
      bar.done(0);
    }

    assertThat(text.toString()).contains("0 B");
  }

  private ProgressBar bar(Terminal terminal) {
    return new ProgressBar(terminal, "Copy  ", () -> now);
  }

  private void after(Duration time) {
    now += time.toNanos();
  }
}
