package io.waybill.bench.scale;

import io.waybill.bench.copy.CurlPipe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of an image, taken to a target by two curls and a pipe, which verify nothing: what the
 * machine makes small tasks wait for when as many bytes as fast pass beside them, and nobody of
 * Waybill is at them.
 */
final class PlainPipe implements AutoCloseable {
  private static final String SCRIPT =
      """
      set -e -o pipefail
      blobs=http://$1/v2/$3/blobs uploads=http://$2/v2/piped/blobs/uploads/ rate=$4
      shift 4
      %s
      for digest; do
        pipe "$digest" --limit-rate "$rate"
      done
      """
          .formatted(CurlPipe.FUNCTION);

  private final Process process;

  private PlainPipe(Process process) {
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param source address of the registry that has the layers
   * @param target address of the registry that gets them
   * @param layers their digests
   */
  static PlainPipe start(
      String source,
      String target,
      String repository,
      List<String> layers,
      int mebibytesPerSecond,
      Path directory)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", SCRIPT, "pipe"));
    command.addAll(List.of(source, target, repository, mebibytesPerSecond + "M"));
    command.addAll(layers);
    return new PlainPipe(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("pipe.log").toFile())
            .start());
  }

  /** Whether there was something to take all the time until now. */
  boolean isUnderWay() {
    return process.isAlive();
  }

  /** Throws where it has ended already, and not because all layers are there. */
  void requireSound() {
    if (!process.isAlive() && process.exitValue() != 0) {
      throw new IllegalStateException(
          "The layers could not be piped (status " + process.exitValue() + "): is there curl?");
    }
  }

  /** Waits until all layers are there; throws where they do not come to be. */
  void await(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience)) {
      throw new IllegalStateException("The layers are not there after " + patience);
    }
    requireSound();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
