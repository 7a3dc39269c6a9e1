package io.waybill.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ends a server that a killed process left behind, by signals of rising sternness. */
final class Leftover {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Leftover() {}

  /**
   * Sends the signals one after the other, waiting after each.
   *
   * @param signals without SIG; KILL is sent when they were of no use
   * @throws EmbeddedServerException when it outlives KILL, or may not be signalled
   */
  static void stop(ProcessHandle process, String server, Duration patience, String... signals) {
    for (String signal : signals) {
      send(process, signal);
      if (awaitEnd(process, patience)) {
        return;
      }
    }
    process.destroyForcibly();
    if (!awaitEnd(process, patience)) {
      throw new EmbeddedServerException(
          String.format(
              Locale.ROOT,
              "Tried to stop %s, process %d, which an earlier run left behind, but it does not end."
                  + " Stop it as the user who started it (kill -9 %d), and start again.",
              server,
              process.pid(),
              process.pid()));
    }
  }

  private static void send(ProcessHandle process, String signal) {
    try {
      // ProcessHandle knows TERM and KILL only.
      Process kill =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  "kill -s \"$1\" \"$2\"",
                  "waybill-kill",
                  signal,
                  Long.toString(process.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException noShell) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean awaitEnd(ProcessHandle process, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() >= deadline || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }
}
