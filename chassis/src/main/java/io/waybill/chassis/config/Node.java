package io.waybill.chassis.config;

import java.util.List;
import java.util.Map;

/** A piece of the file, with the line that it begins on. */
sealed interface Node {
  /** The line, counted from 1. */
  int line();

  /** A single value, as it was written; null and empty are the same. */
  record Scalar(String text, int line) implements Node {}

  /** Keys and their values, in the order of the file. */
  record Mapping(Map<String, Node> entries, int line) implements Node {}

  /** A list. */
  record Sequence(List<Node> items, int line) implements Node {}
}
