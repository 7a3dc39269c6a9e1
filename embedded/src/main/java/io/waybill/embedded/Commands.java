package io.waybill.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Short commands of the system, run to their end. */
final class Commands {
  private static final int PATIENCE_SECONDS = 120;

  private Commands() {}

  /**
   * How a command ended.
   *
   * @param status its exit status
   * @param output what it wrote, errors included, stripped
   */
  record Result(int status, String output) {
    boolean succeeded() {
      return status == 0;
    }

    /** The last line of the output. */
    String lastLine() {
      return output.substring(output.lastIndexOf('\n') + 1);
    }
  }

  /** Runs the command where this process is; empty when there is no such program. */
  static Optional<Result> run(List<String> command) {
    return run(command, null);
  }

  /**
   * Runs the command in the directory; empty when there is no such program, or it did not end
   * within two minutes.
   */
  static Optional<Result> run(List<String> command, @Nullable Path directory) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(devNull()));
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      // A command that hangs is ended from the side, so that reading its output ends as well.
      process
          .onExit()
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .exceptionally(hung -> process.destroyForcibly());
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return Optional.of(new Result(process.waitFor(), output));
    } catch (IOException noSuchProgram) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static java.io.File devNull() {
    return new java.io.File("/dev/null");
  }
}
