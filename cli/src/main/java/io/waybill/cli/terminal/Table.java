package io.waybill.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as their longest text, two spaces between. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column heads. */
  public Table(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row; an empty cell shows as a dash. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Whether there is nothing under the heads. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Writes heads and rows. */
  public void print(PrintWriter out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = shown(row.get(column));
        line.append(cell);
        if (column < row.size() - 1) {
          line.append(" ".repeat(width(column) - cell.length() + 2));
        }
      }
      out.println(line);
    }
    out.flush();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> shown(row.get(column)).length()).max().orElse(0);
  }

  private static String shown(String cell) {
    return cell.isEmpty() ? "-" : cell;
  }
}
