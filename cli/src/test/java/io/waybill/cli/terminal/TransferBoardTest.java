package io.waybill.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.terminal.Transfers.Stream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferBoardTest {
  private static final long MIB = 1 << 20;

  private final Terminal terminal = Terminal.interactive(new PrintWriter(new StringWriter()), 100);
  private final TransferBoard board = new TransferBoard(terminal, "Copy", "image");

  private static Stream stream(String label, long done, long total, int millis) {
    return new Stream(label, done, total, Duration.ofMillis(millis));
  }

  private static Transfers one(Stream... streams) {
    return new Transfers(
        0, 1, true, 0, 10 * MIB, 40 * MIB, Duration.ofSeconds(2), List.of(streams));
  }

  @Test
  void aLayerHasABarItsBytesItsSpeedAndTheTimeLeft() {
    List<String> lines = board.draw(one(stream("4f53aa app:v1", 10 * MIB, 40 * MIB, 2_000)));

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .startsWith("  4f53aa app:v1 ")
        .contains("━", "─")
        .endsWith("10.0 MiB of 40.0 MiB  25%  5.0 MiB/s  0:06 left");
    assertThat(lines.getLast())
        .startsWith("Copy ━")
        .endsWith("10.0 MiB of 40.0 MiB  25%  5.0 MiB/s  0:06 left");
  }

  @Test
  void whereThereIsLittleRoomTheNameOutlivesTheTimeLeft() {
    terminal.resized(60, 24);
    assertThat(board.draw(one(stream("4f53aa app:v1", 10 * MIB, 40 * MIB, 2_000))).getFirst())
        .startsWith("  4f53aa app")
        .contains("━━", "5.0 MiB/s")
        .doesNotContain("left");

    terminal.resized(40, 24);
    assertThat(board.draw(one(stream("4f53aa app:v1", 10 * MIB, 40 * MIB, 2_000))).getFirst())
        .startsWith("  4f53aa")
        .contains("10.0 MiB of 40.0 MiB  25%");
  }

  @Test
  void manyImagesAreCountedAndReckonedByTheirNumber() {
    Transfers transfers =
        new Transfers(50, 200, true, 2, 10 * MIB, 11 * MIB, Duration.ofSeconds(10), List.of());

    assertThat(board.draw(transfers))
        .singleElement()
        .asString()
        .startsWith("Copy 50 of 200 images, 2 failed ━━")
        .endsWith("10.0 MiB  1.0 MiB/s  0:30 left");
  }

  @Test
  void whatIsNotYetFoundIsNotReckonedWith() {
    Transfers transfers =
        new Transfers(50, 200, false, 0, 10 * MIB, 11 * MIB, Duration.ofSeconds(10), List.of());

    assertThat(board.draw(transfers).getLast())
        .contains("50 of 200+ images")
        .doesNotContain("left");
  }

  @Test
  void whatIsOverInAMomentIsNotDrawn() {
    assertThat(board.draw(one(stream("quick", 0, MIB, 100)))).hasSize(1);
  }

  @Test
  void noMoreLinesAreDrawnThanTheTerminalHas() {
    Stream[] streams =
        IntStream.range(0, 30)
            .mapToObj(i -> stream("layer" + i, i, MIB, 1_000))
            .toArray(Stream[]::new);
    terminal.resized(100, 50);

    assertThat(board.draw(one(streams))).hasSize(10).element(8).asString().contains("and 22 more");

    terminal.resized(100, 7);
    assertThat(board.draw(one(streams))).hasSize(6);

    terminal.resized(100, 3);
    assertThat(board.draw(one(streams))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41, 60, 79, 80, 81, 100, 200})
  void noLineIsLongerThanTheTerminalIsWide(int width) {
    terminal.resized(width, 24);
    Transfers transfers =
        new Transfers(
            12_345,
            99_999,
            false,
            321,
            987_654_321_987L,
            987_654_321_987_654L,
            Duration.ofHours(30),
            List.of(
                stream("x".repeat(300), 987_654_321_987L, 987_654_321_987_654L, 100_000_000),
                stream("", 0, 0, 1_000)));

    assertThat(board.draw(transfers)).allSatisfy(line -> assertThat(line).hasSizeLessThan(width));
    assertThat(board.tell(transfers)).hasSizeLessThan(width);
  }
}
