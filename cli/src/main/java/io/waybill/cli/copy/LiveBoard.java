package io.waybill.cli.copy;

import io.waybill.cli.terminal.Terminal;
import io.waybill.cli.terminal.TerminalSize;
import io.waybill.cli.terminal.TransferBoard;
import java.time.Duration;

/**
 * Shows how far copies have come while it is open: on a terminal lines that are redrawn ten times a
 * second, elsewhere a plain line now and then where it takes long.
 */
public final class LiveBoard implements AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final Duration ASK_SIZE = Duration.ofSeconds(2);
  private static final Duration TELL = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final TransferBoard board;
  private final Tracker tracker;
  private final Thread thread;

  /**
   * Opens it.
   *
   * @param title what each line begins with
   * @param thing what is counted: {@code image}
   */
  public LiveBoard(Terminal terminal, Tracker tracker, String title, String thing) {
    this.terminal = terminal;
    this.board = new TransferBoard(terminal, title, thing);
    this.tracker = tracker;
    this.thread =
        Thread.ofVirtual().name("board").start(terminal.isInteractive() ? this::draw : this::tell);
  }

  private void draw() {
    try {
      for (int i = 1; ; i++) {
        Thread.sleep(REDRAW);
        if (i % ASK_SIZE.dividedBy(REDRAW) == 0) {
          TerminalSize.refresh(terminal);
        }
        terminal.live(board.draw(tracker.look()));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell() {
    try {
      while (true) {
        Thread.sleep(TELL);
        terminal.line(board.tell(tracker.look()));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the lines away. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      interrupted = true;
    }
    terminal.endLive();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
