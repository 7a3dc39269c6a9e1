package io.waybill.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How this process ends when somebody tells it to (SIGTERM, SIGINT): the thread that runs the
 * command is interrupted, closes what it opened, and its exit code becomes the process's, instead
 * of the 143 or 130 that Java ends with by itself.
 */
public final class Termination {
  /** How long closing may take, besides what a worker lets running tasks go on. */
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Thread command;
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Duration patience = CLOSING.multipliedBy(2);
  private volatile boolean asking;
  private volatile int exitCode = ExitCodes.INTERRUPTED;

  private Termination(Thread command) {
    this.command = command;
  }

  /** The end of this process, whose command runs in the calling thread. */
  public static Termination install() {
    Termination termination = new Termination(Thread.currentThread());
    Runtime.getRuntime()
        .addShutdownHook(new Thread(termination::onShutdown, "waybill-termination"));
    return termination;
  }

  /** The end of a command that a test runs in the calling thread; it hears no signals. */
  public static Termination ofTest() {
    return new Termination(Thread.currentThread());
  }

  /** How long running tasks may go on after the signal; the process is not ended before. */
  public void allow(Duration graceTime) {
    patience = graceTime.plus(CLOSING);
  }

  /** Whether the process was told to end. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * Goes on only where the process was not told to end.
   *
   * @throws InterruptedException where it was
   */
  public void requireWanted() throws InterruptedException {
    if (isRequested()) {
      throw new InterruptedException("told to end");
    }
  }

  /**
   * Tells the command to end, as a signal does. The interrupt comes first: whoever sees the request
   * can clear it, and then closes undisturbed.
   */
  public void request() {
    command.interrupt();
    requested.countDown();
  }

  /** Returns when the process was told to end, with the thread's interrupt cleared. */
  public void await() {
    while (!isRequested()) {
      try {
        requested.await();
      } catch (InterruptedException asSignalsDo) {
        // The latch says whether it was a signal.
      }
    }
    Thread.interrupted();
  }

  /**
   * Asks a person something and returns the answer. Whoever reads from a terminal or a pipe hears
   * no interrupt, and has nothing to close: a signal ends the process at once meanwhile.
   *
   * @throws InterruptedException where the process was told to end before
   */
  public <T> T ask(Supplier<T> question) throws InterruptedException {
    asking = true;
    try {
      requireWanted();
      return question.get();
    } finally {
      asking = false;
    }
  }

  /** Ends the process. */
  void exit(int code) {
    exitCode = code;
    ended.countDown();
    if (isRequested()) {
      // The hook ends the process; System.exit would wait for it for ever.
      return;
    }
    QuickEnd.end(code);
    System.exit(code);
  }

  private void onShutdown() {
    if (ended.getCount() == 0) {
      return;
    }
    request();
    if (asking) {
      // Java's console has switched the terminal's echo on again: its own hook runs before all.
      System.err.printf("%nwaybill: Interrupted.%n");
      Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
    }
    boolean closed = false;
    try {
      closed = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException impossible) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(closed ? exitCode : ExitCodes.INTERRUPTED);
  }
}
