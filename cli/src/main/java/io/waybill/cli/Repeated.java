package io.waybill.cli;

import java.util.List;
import java.util.stream.Stream;

/** The values of an option that may be repeated. */
public final class Repeated {
  private Repeated() {}

  /** All of them, and one more. */
  public static <T> List<T> and(List<T> some, T more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }
}
