package io.waybill.api.conflicts;

/** Whether there is a name that two patterns describe. */
sealed interface Meeting {
  /**
   * There is.
   *
   * @param name the shortest, or one of them
   */
  record At(String name) implements Meeting {}

  /** There is none. */
  record Nowhere() implements Meeting {}

  /** Not found out: to decide it would take too long. */
  record Undecided() implements Meeting {}
}
