package io.waybill.cli.terminal;

import io.waybill.cli.terminal.Transfers.Stream;
import io.waybill.schemas.units.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws many transfers: a line with a bar for each of those that have been under way for a moment,
 * as many as there is room for, and below them one for the whole. What it draws depends on the
 * transfers and the size of the terminal alone.
 */
public final class TransferBoard {
  private static final int MOST_STREAMS = 8;
  private static final int MOST_CELLS = 24;
  private static final int FEWEST_CELLS = 6;
  private static final int LONGEST_LABEL = 44;

  /** Bytes, share, speed and time left, at their longest. */
  private static final int NUMBERS = 54;

  private static final int NUMBERS_WITHOUT_TIME = 40;
  private static final int NUMBERS_ALONE = 27;

  /** The shortest bar, and the blanks around the label. */
  private static final int BESIDE = FEWEST_CELLS + 3;

  /** A digest's beginning, at least. */
  private static final int SHORTEST_LABEL = 8;

  /** What is over sooner than this would only flicker. */
  private static final Duration SHOWN_AFTER = Duration.ofMillis(200);

  /** Ends are told once there is something to reckon with. */
  private static final int ITEMS_TO_RECKON = 5;

  private static final double MILLIS = 1_000.0;

  private final Terminal terminal;
  private final String title;
  private final String thing;

  /**
   * A board.
   *
   * @param title the word that its last line begins with
   * @param thing what is counted, as a word for one of them: {@code image}
   */
  public TransferBoard(Terminal terminal, String title, String thing) {
    this.terminal = terminal;
    this.title = title;
    this.thing = thing;
  }

  /** The lines, none of them longer than the terminal is wide. */
  public List<String> draw(Transfers transfers) {
    List<Stream> shown =
        transfers.streams().stream()
            .filter(stream -> stream.elapsed().compareTo(SHOWN_AFTER) >= 0)
            .toList();
    int room = Math.clamp(terminal.height() - 3, 0, MOST_STREAMS);
    List<String> lines = new ArrayList<>();
    for (Stream stream : shown.subList(0, Math.min(room, shown.size()))) {
      lines.add(line(stream));
    }
    if (shown.size() > room) {
      lines.add(terminal.dim(fit("  and %d more".formatted(shown.size() - room), width())));
    }
    lines.add(total(transfers));
    return lines;
  }

  /** The whole in one plain line. */
  public String tell(Transfers transfers) {
    return fit(title + counts(transfers) + bytes(transfers) + left(transfers), width());
  }

  /** Where there is little room the time left goes first, then the speed, then the bar. */
  private String line(Stream stream) {
    boolean timed = width() - NUMBERS - BESIDE >= SHORTEST_LABEL;
    boolean paced = width() - NUMBERS_WITHOUT_TIME - BESIDE >= SHORTEST_LABEL;
    int room =
        timed
            ? width() - NUMBERS - BESIDE
            : paced
                ? width() - NUMBERS_WITHOUT_TIME - BESIDE
                : width() - NUMBERS_ALONE - BESIDE + FEWEST_CELLS;
    int labelled = Math.clamp(room, 1, LONGEST_LABEL);
    String label = String.format(Locale.ROOT, "%-" + labelled + "s", fit(stream.label(), labelled));
    String numbers =
        numbers(stream.done(), stream.total())
            + (paced ? speed(stream.done(), stream.elapsed()) : "")
            + (timed ? left(stream.done(), stream.total(), stream.elapsed()) : "");
    return assemble("  " + label + " ", stream.done(), stream.total(), "  " + numbers);
  }

  private String total(Transfers transfers) {
    boolean one = transfers.itemsFound() <= 1;
    return assemble(
        title + counts(transfers) + " ",
        one ? transfers.bytesDone() : transfers.itemsDone(),
        one ? transfers.bytesKnown() : transfers.itemsFound(),
        bytes(transfers) + left(transfers));
  }

  private String assemble(String before, long done, long total, String after) {
    int cells = Math.min(MOST_CELLS, width() - before.length() - after.length());
    if (cells < FEWEST_CELLS) {
      return fit(before + after.stripLeading(), width());
    }
    int filled = total <= 0 ? 0 : Math.clamp(cells * done / total, 0, cells);
    return before
        + terminal.good(terminal.choose("━", "#").repeat(filled))
        + terminal.dim(terminal.choose("─", "-").repeat(cells - filled))
        + after;
  }

  private String counts(Transfers transfers) {
    if (transfers.itemsFound() <= 1) {
      return "";
    }
    return " %d of %d%s %ss%s"
        .formatted(
            transfers.itemsDone(),
            transfers.itemsFound(),
            transfers.allFound() ? "" : "+",
            thing,
            transfers.failed() == 0 ? "" : ", %d failed".formatted(transfers.failed()));
  }

  private static String bytes(Transfers transfers) {
    boolean one = transfers.itemsFound() <= 1;
    return "  "
        + (one
            ? numbers(transfers.bytesDone(), transfers.bytesKnown())
            : new ByteSize(transfers.bytesDone()).forPeople())
        + speed(transfers.bytesDone(), transfers.elapsed());
  }

  private static String numbers(long done, long total) {
    return total <= 0
        ? new ByteSize(Math.max(0, done)).forPeople()
        : "%s of %s %3d%%"
            .formatted(
                new ByteSize(Math.max(0, done)).forPeople(),
                new ByteSize(total).forPeople(),
                Math.clamp(100 * done / total, 0, 100));
  }

  private static String speed(long done, Duration elapsed) {
    if (done <= 0 || elapsed.compareTo(SHOWN_AFTER) < 0) {
      return "";
    }
    return "  " + new ByteSize((long) (done * MILLIS / elapsed.toMillis())).forPeople() + "/s";
  }

  /**
   * One thing is reckoned by its bytes; of many the bytes to come are not known, but the number.
   */
  private static String left(Transfers transfers) {
    if (transfers.itemsFound() <= 1) {
      return left(transfers.bytesDone(), transfers.bytesKnown(), transfers.elapsed());
    }
    return transfers.allFound() && transfers.itemsDone() >= ITEMS_TO_RECKON
        ? left(transfers.itemsDone(), transfers.itemsFound(), transfers.elapsed())
        : "";
  }

  private static String left(long done, long total, Duration elapsed) {
    if (done <= 0 || done >= total || elapsed.compareTo(SHOWN_AFTER) < 0) {
      return "";
    }
    long millis = (long) (elapsed.toMillis() * ((double) (total - done) / done));
    return "  " + Durations.clock(Duration.ofSeconds((millis + 999) / 1000)) + " left";
  }

  /** One column stays free: some terminals wrap where the last one is written to. */
  private int width() {
    return terminal.width() - 1;
  }

  private static String fit(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width));
  }
}
