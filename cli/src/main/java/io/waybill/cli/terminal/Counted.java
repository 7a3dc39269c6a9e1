package io.waybill.cli.terminal;

import java.util.Locale;

/** Numbers of things, for people: one of them is not several. */
public final class Counted {
  private Counted() {}

  /** {@code 1 tag}, {@code 1,203 tags}: of a word whose plural ends with an s. */
  public static String of(long count, String one) {
    return of(count, one, one + "s");
  }

  /** {@code 1 repository}, {@code 2 repositories}. */
  public static String of(long count, String one, String several) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : several);
  }
}
