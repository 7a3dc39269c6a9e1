package io.waybill.bench.copy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A program, started as a user starts it.
 *
 * @param name in the tables
 * @param versionCommand prints its version, or at least ends well
 * @param cases what it can do
 * @param script what is typed, after the configuration that it needs is written
 */
record CommandContender(
    String name, List<String> versionCommand, Set<CopyCase> cases, Script script)
    implements Contender {

  /** Returns what is typed in the heat's directory, and writes what that reads into it. */
  @FunctionalInterface
  interface Script {
    String write(CopyCase copyCase, Heat heat) throws IOException;
  }

  @Override
  public Optional<String> version() {
    try {
      Process process = new ProcessBuilder(versionCommand).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(firstVersion(output)) : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String firstVersion(String output) {
    for (String word : output.split("\\s+", -1)) {
      if (word.matches("v?\\d+\\.\\d+.*")) {
        return word;
      }
    }
    return "does not say";
  }

  @Override
  public boolean enters(CopyCase copyCase) {
    return cases.contains(copyCase);
  }

  @Override
  public Effort run(CopyCase copyCase, Heat heat) throws IOException, InterruptedException {
    return ProcessMeter.run(script.write(copyCase, heat), heat.directory());
  }
}
