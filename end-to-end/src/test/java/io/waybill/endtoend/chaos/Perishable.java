package io.waybill.endtoend.chaos;

import java.util.Optional;

/** Something that runs, and is taken away for a while. */
interface Perishable {
  /** Its name in a plan. */
  String name();

  /** Ends it as a power cut would. */
  void kill();

  /**
   * Asks it to end, as a shutdown of its machine does (SIGTERM), and returns when it has.
   *
   * @return what was not in good order, as the end of a sentence
   */
  Optional<String> stop();

  /** Starts it again on what it has, and returns when it is ready, or is about to be. */
  void revive();
}
