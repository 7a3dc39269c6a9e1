package io.waybill.cli.terminal;

import io.waybill.chassis.logging.ControlCharacters;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in columns as wide as their longest text, two spaces between. */
public final class Table {
  private static final int GAP = 2;

  /** What is cut to less says nothing any more. */
  private static final int NARROWEST = 8;

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column heads. */
  public Table(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row; an empty cell shows as a dash, and none can pretend to be several. */
  public void row(String... cells) {
    rows.add(Arrays.stream(cells).map(ControlCharacters::spelledOut).toList());
  }

  /** Whether there is nothing under the heads. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Writes heads and rows. */
  public void print(PrintWriter out) {
    print(out, widths(), "");
  }

  /**
   * Writes heads and rows so that they fit into the terminal's lines, as far as they can: the
   * widest columns are cut, but never the last one, which names what the next command is about.
   */
  public void print(PrintWriter out, Terminal terminal) {
    int[] widths = widths();
    int columns = widths.length;
    int over = Arrays.stream(widths).sum() + GAP * (columns - 1) - terminal.width();
    while (over > 0) {
      int widest = 0;
      for (int column = 1; column < columns - 1; column++) {
        widest = widths[column] > widths[widest] ? column : widest;
      }
      if (columns < 2 || widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
      over--;
    }
    print(out, widths, terminal.choose("\u2026", "~"));
  }

  private void print(PrintWriter out, int[] widths, String cutMark) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = cut(shown(row.get(column)), widths[column], cutMark);
        line.append(cell);
        if (column < row.size() - 1) {
          line.append(" ".repeat(widths[column] - cell.length() + GAP));
        }
      }
      out.println(line);
    }
    out.flush();
  }

  private int[] widths() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        widths[column] = Math.max(widths[column], shown(row.get(column)).length());
      }
    }
    return widths;
  }

  private static String cut(String cell, int width, String mark) {
    return cell.length() <= width ? cell : cell.substring(0, width - 1) + mark;
  }

  private static String shown(String cell) {
    return cell.isEmpty() ? "-" : cell;
  }
}
