package io.waybill.registry;

import io.waybill.embedded.Ports;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** zot, where the machine has it. */
final class ZotContractTest extends RegistryContract {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private record Zot(Process process, String address) {}

  private final List<Zot> registries = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    Path program = PeerPrograms.require("zot");
    for (String name : List.of("one", "other")) {
      registries.add(start(program, Files.createDirectory(directory.resolve(name))));
    }
  }

  private static Zot start(Path program, Path directory) throws IOException {
    int port = Ports.free();
    Path configuration = directory.resolve("config.json");
    // compat: without it zot takes no manifest of Docker's media types.
    Files.writeString(
        configuration,
        """
        {"distSpecVersion": "1.1.1",
         "storage": {"rootDirectory": "%s", "gc": false},
         "http": {"address": "%s", "port": "%d", "compat": ["docker2s2"]},
         "log": {"level": "error"}}
        """
            .formatted(directory.resolve("storage"), LOOPBACK, port));
    Process process =
        new ProcessBuilder(program.toString(), "serve", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("zot.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    String address = LOOPBACK + ":" + port;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(address)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "zot does not answer: " + Files.readString(directory.resolve("zot.log")));
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return new Zot(process, address);
  }

  private static boolean answers(String address) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + address + "/v2/").toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  String one() {
    return registries.get(0).address();
  }

  @Override
  String other() {
    return registries.get(1).address();
  }

  @AfterAll
  void stop() throws InterruptedException {
    for (Zot zot : registries) {
      zot.process().destroy();
      if (!zot.process().waitFor(10, TimeUnit.SECONDS)) {
        zot.process().destroyForcibly();
      }
    }
  }
}
