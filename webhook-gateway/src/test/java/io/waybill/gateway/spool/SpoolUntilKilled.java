package io.waybill.gateway.spool;

import io.waybill.schemas.units.ByteSize;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Appends from several threads, and prints each id once its append has returned. */
final class SpoolUntilKilled {
  private static final int THREADS = 4;

  private SpoolUntilKilled() {}

  public static void main(String[] arguments) throws Exception {
    Spool spool = Spool.open(Path.of(arguments[0]), ByteSize.ofMiB(64));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (int thread = 0; thread < THREADS; thread++) {
      String name = arguments[1] + "-" + thread + "-";
      Thread.ofPlatform().start(() -> append(spool, name, out));
    }
  }

  private static void append(Spool spool, String name, PrintStream out) {
    try {
      for (int i = 0; ; i++) {
        spool.append(SpoolEntries.entry(name + i, "x".repeat(i % 3000)));
        out.println(name + i);
      }
    } catch (SpoolException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
