package io.waybill.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server that runs as a child process, and ends when this process does, however this process
 * ends.
 *
 * <p>A shell stands between: it starts the server in a session of its own (so that Ctrl-C in a
 * terminal reaches Waybill, which then stops its servers in order, and not the servers themselves),
 * and waits for the end of its standard input, which comes when this process closes it or dies,
 * {@code kill -9} included. Then it sends the server its signal.
 */
final class ChildProcess implements AutoCloseable {
  /**
   * {@code $1} the signal that stops the server, {@code $2} its log, then its command. Prints the
   * server's pid when all of it stands.
   */
  private static final String SCRIPT =
      """
      trap '' INT QUIT HUP
      signal=$1 log=$2
      shift 2
      detach=
      if command -v setsid >/dev/null 2>&1; then detach=setsid; fi
      exec 3<&0 </dev/null
      $detach "$@" >>"$log" 2>&1 3<&- &
      server=$!
      { read -r _ <&3; kill -s "$signal" "$server"; } >/dev/null 2>&1 &
      watch=$!
      echo "$server"
      exec >/dev/null 3<&-
      wait "$server"
      status=$?
      kill -s KILL "$watch" 2>/dev/null
      exit "$status"
      """;

  private static final int TAIL_BYTES = 2_000;
  private static final long LONGEST_LOG = 8L << 20;

  private final Process shell;
  private final ProcessHandle server;
  private final Path log;
  private final Duration grace;

  private ChildProcess(Process shell, ProcessHandle server, Path log, Duration grace) {
    this.shell = shell;
    this.server = server;
    this.log = log;
    this.grace = grace;
  }

  /**
   * What to run.
   *
   * @param command the program and its arguments
   * @param environment over that of this process; an empty value takes the variable away
   * @param log where its output is appended
   * @param signal the signal that stops it, without SIG
   * @param grace how long it may take to stop before it is killed
   */
  record Spec(
      List<String> command,
      Map<String, String> environment,
      Path log,
      String signal,
      Duration grace) {}

  /** Starts the server; that it runs says nothing about whether it is ready. */
  static ChildProcess start(Spec spec) throws IOException {
    trim(spec.log());
    List<String> line =
        new ArrayList<>(
            List.of(
                "/bin/sh", "-c", SCRIPT, "waybill-child", spec.signal(), spec.log().toString()));
    line.addAll(spec.command());
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
    spec.environment()
        .forEach(
            (key, value) -> {
              if (value.isEmpty()) {
                builder.environment().remove(key);
              } else {
                builder.environment().put(key, value);
              }
            });
    Process shell = builder.start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII))) {
      String pid = out.readLine();
      if (pid == null) {
        throw new IOException(
            "the shell that starts " + spec.command().getFirst() + " ended at once");
      }
      // Gone already means that it ended at once: then the shell stands in, which has ended or is
      // about to.
      ProcessHandle server = ProcessHandle.of(Long.parseLong(pid.strip())).orElse(shell.toHandle());
      return new ChildProcess(shell, server, spec.log(), spec.grace());
    } catch (IOException | RuntimeException e) {
      shell.getOutputStream().close();
      throw e;
    }
  }

  ProcessHandle handle() {
    return server;
  }

  /** Whether the server runs; false once it has ended and been reaped. */
  boolean isAlive() {
    return shell.isAlive();
  }

  /** How it ended, and the last lines of its log, as the end of a sentence. */
  String describeEnd() {
    String end =
        isAlive() ? "it runs, but does not answer" : "it ended with status " + shell.exitValue();
    String tail = tail(log);
    return tail.isEmpty() ? end : end + "; the end of its log " + log + " says:\n" + tail;
  }

  /** Stops the server and waits for it; kills it when it does not stop in time. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
    } catch (IOException alreadyClosed) {
      // The pipe is gone: so is the shell.
    }
    try {
      if (!shell.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        server.destroyForcibly();
        shell.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The last lines of a log; empty when there is none. */
  static String tail(Path log) {
    try {
      byte[] bytes = Files.readAllBytes(log);
      int from = Math.max(0, bytes.length - TAIL_BYTES);
      String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
      return (from > 0 ? text.substring(text.indexOf('\n') + 1) : text).strip();
    } catch (IOException none) {
      return "";
    }
  }

  private static void trim(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LONGEST_LOG) {
      Files.delete(log);
    }
  }
}
