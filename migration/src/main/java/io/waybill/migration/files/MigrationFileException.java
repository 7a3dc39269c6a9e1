package io.waybill.migration.files;

import java.util.List;

/** Files cannot be used: a sentence for each thing that is wrong with them. */
public final class MigrationFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> mistakes;

  MigrationFileException(List<String> mistakes) {
    super(String.join("\n", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** What is wrong, each with its file and line; never a secret. */
  public List<String> mistakes() {
    return mistakes;
  }
}
