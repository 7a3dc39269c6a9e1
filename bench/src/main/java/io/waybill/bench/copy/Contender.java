package io.waybill.bench.copy;

import java.io.IOException;
import java.util.Optional;

/** Who copies. */
interface Contender extends AutoCloseable {
  String name();

  /** What it says of its version; empty where it is not on this machine. */
  Optional<String> version();

  /** Whether it can do such a thing at all. */
  boolean enters(CopyCase copyCase);

  /** How many unmeasured heats it has before the first round. */
  default int warmUps() {
    return 0;
  }

  /** Copies. */
  Effort run(CopyCase copyCase, Heat heat) throws IOException, InterruptedException;

  @Override
  default void close() {}
}
