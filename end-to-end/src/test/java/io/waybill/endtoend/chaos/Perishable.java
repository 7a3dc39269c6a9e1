package io.waybill.endtoend.chaos;

/** Something that runs, and is taken away for a while. */
interface Perishable {
  /** Its name in a plan. */
  String name();

  /** Ends it as a power cut would. */
  void kill();

  /** Starts it again on what it has, and returns when it is ready, or is about to be. */
  void revive();
}
