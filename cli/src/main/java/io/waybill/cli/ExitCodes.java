package io.waybill.cli;

/**
 * What the command line ends with. The numbers are public API: scripts match on them, and {@code
 * docs/exit-codes.md} explains them.
 */
public final class ExitCodes {
  /** What was asked for is done. */
  public static final int OK = 0;

  /** It was tried and did not work; the message says why. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong; nothing was tried. */
  public static final int USAGE = 2;

  /** Something that is needed is not there: a port, the data directory, a program, a service. */
  public static final int UNAVAILABLE = 3;

  /** Interrupted (SIGINT or SIGTERM) before it was done. */
  public static final int INTERRUPTED = 130;

  private ExitCodes() {}
}
