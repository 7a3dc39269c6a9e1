package io.waybill.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the terminal how large its window is, for that may change while a command runs. */
public final class TerminalSize {
  private static final Pattern ANSWER = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");
  private static final long PATIENCE_SECONDS = 2;

  private TerminalSize() {}

  /** Tells the terminal its size; where that cannot be found out, it keeps the one that it has. */
  public static void refresh(Terminal terminal) throws InterruptedException {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return;
      }
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Matcher answer = ANSWER.matcher(said);
      if (answer.matches() && !answer.group(2).equals("0")) {
        terminal.resized(Integer.parseInt(answer.group(2)), Integer.parseInt(answer.group(1)));
      }
    } catch (IOException none) {
      // No stty, or no terminal of its own: the size stays what it was at the start.
    }
  }
}
