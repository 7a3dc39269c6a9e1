package io.waybill.bench.copy;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waybill's engine alone and warm, in a process with the options of {@code ./waybill copy}. */
final class EngineContender implements Contender {
  static final String NAME = "waybill engine, warm";

  private @Nullable Process process;
  private int laps;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> version() {
    return Optional.of("this source");
  }

  @Override
  public boolean enters(CopyCase copyCase) {
    return true;
  }

  /**
   * As warm as a worker is that has been up for some minutes: for the first batches of 200 images a
   * third to a half of the CPU is the compiler's. The process stays for all cases, and needs two
   * more for what is new in each.
   */
  @Override
  public int warmUps() {
    return Math.max(2, 6 - laps);
  }

  @Override
  public Effort run(CopyCase copyCase, Heat heat) throws IOException {
    Process engine = process();
    laps++;
    BufferedWriter in = engine.outputWriter(StandardCharsets.UTF_8);
    in.write(heat.source() + " " + String.join(" ", heat.targets()) + "\n");
    in.flush();
    BufferedReader out = engine.inputReader(StandardCharsets.UTF_8);
    String answer = out.readLine();
    if (answer == null || !answer.matches("[0-9.]+ [0-9.]+")) {
      return Effort.failed(answer == null ? "its process ended" : answer);
    }
    String[] numbers = answer.split(" ", -1);
    return new Effort(
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]),
        ProcessMeter.residentBytes(engine.pid()),
        Optional.empty());
  }

  private Process process() throws IOException {
    Process running = process;
    if (running == null) {
      running =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx192m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  EngineProcess.class.getName())
              .redirectError(Redirect.INHERIT)
              .start();
      process = running;
    }
    return running;
  }

  @Override
  public void close() {
    Process running = process;
    if (running == null) {
      return;
    }
    process = null;
    running.destroy();
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
