package io.waybill.migration.imagesyncer;

import java.util.List;

/**
 * One rule of a file: some images of one repository go to one or several others.
 *
 * @param source what is copied
 * @param targets where it goes, at least one
 * @param written the source as the file says it
 * @param file the file's name
 * @param line the rule's line in it
 */
public record SyncRule(
    SourceImages source, List<TargetImages> targets, String written, String file, int line) {
  /** Keeps a copy of the list. */
  public SyncRule {
    targets = List.copyOf(targets);
  }
}
