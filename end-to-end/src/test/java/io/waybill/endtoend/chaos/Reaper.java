package io.waybill.endtoend.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sees to it that no process outlives the tests, however these end: a shell that is told which
 * processes there are, and kills them when its standard input ends, which it does when this JVM
 * does, kill -9 included.
 */
final class Reaper implements AutoCloseable {
  private static final String SCRIPT =
      "trap '' INT QUIT HUP TERM; last=;"
          + " while read -r line; do last=$line; done;"
          + " for pid in $last; do kill -s KILL \"$pid\"; done";

  private final Process shell;
  private final Writer out;
  private final Set<Long> living = new TreeSet<>();

  private Reaper(Process shell) {
    this.shell = shell;
    this.out = shell.outputWriter();
  }

  static Reaper start() {
    try {
      return new Reaper(
          new ProcessBuilder("/bin/sh", "-c", SCRIPT, "waybill-reaper")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException noShell) {
      throw new UncheckedIOException(noShell);
    }
  }

  /** There is a process more. */
  synchronized void watch(long pid) {
    living.add(pid);
    tell();
  }

  /** It is gone. */
  synchronized void forget(long pid) {
    living.remove(pid);
    tell();
  }

  private void tell() {
    try {
      out.write(living.stream().map(String::valueOf).collect(Collectors.joining(" ")) + "\n");
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException("The shell that ends left processes has ended itself", gone);
    }
  }

  /** Kills what is left. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException gone) {
      // Then it has done its work already.
    }
    shell.onExit().join();
  }
}
