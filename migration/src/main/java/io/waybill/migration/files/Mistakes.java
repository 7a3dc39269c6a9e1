package io.waybill.migration.files;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with files, collected while they are read. For one thread. */
public final class Mistakes {
  private final List<String> sentences = new ArrayList<>();

  /** Notes what is wrong on a line of a file: what it is, and what to write. */
  public void add(FileText file, int line, String sentence) {
    add("%s, line %d: %s".formatted(file.name(), line, sentence));
  }

  /** Notes a sentence that says itself what it is about. */
  public void add(String sentence) {
    sentences.add(sentence);
  }

  /**
   * Passes where nothing was noted.
   *
   * @throws MigrationFileException with all that was noted
   */
  public void throwIfAny() throws MigrationFileException {
    if (!sentences.isEmpty()) {
      throw new MigrationFileException(sentences);
    }
  }
}
