package io.waybill.migration.files;

import java.util.List;
import java.util.Optional;

/** A piece of a file, with the line that it begins on. */
public sealed interface FileNode {
  /** The line, counted from 1. */
  int line();

  /**
   * A single value.
   *
   * @param text as it was written; null and empty are the same
   * @param line where
   */
  record Scalar(String text, int line) implements FileNode {}

  /**
   * A list.
   *
   * @param items in the order of the file
   * @param line where it begins
   */
  record Sequence(List<FileNode> items, int line) implements FileNode {
    /** Keeps a copy of the list. */
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * Keys and their values.
   *
   * @param entries in the order of the file; no key is there twice
   * @param line where it begins
   */
  record Mapping(List<Entry> entries, int line) implements FileNode {
    /** Keeps a copy of the list. */
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** What stands under the key. */
    public Optional<FileNode> find(String key) {
      return entries.stream()
          .filter(entry -> entry.key().equals(key))
          .map(Entry::value)
          .findFirst();
    }
  }

  /**
   * A key and its value.
   *
   * @param key the key
   * @param line the key's line
   * @param value what stands under it
   */
  record Entry(String key, int line, FileNode value) {}
}
