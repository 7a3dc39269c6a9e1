package io.waybill.api.migrate;

import io.waybill.schemas.scans.ScanFinding;

/**
 * An image of a migration that could not be compared, so that no task was made of it.
 *
 * @param part the number of its part
 * @param number its place among those of the part
 * @param image which image, where it would go, and why not
 */
public record MigrationFinding(int part, int number, ScanFinding image) {

  /**
   * A place in the list of them.
   *
   * @param part the number of the part
   * @param number the place among those of the part
   */
  public record Place(int part, int number) {
    /** Before all. */
    public static final Place FIRST = new Place(0, 0);
  }
}
