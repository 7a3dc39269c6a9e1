package io.waybill.endtoend.chaos;

import io.waybill.embedded.LocalRegistry;
import io.waybill.embedded.Ports;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A registry whose pushes nobody announces but the test, on data that stay. */
final class RegistryUnderTest implements Perishable, AutoCloseable {
  private final String name;
  private final Path directory;
  private final int port = Ports.free();
  private @Nullable LocalRegistry server;

  RegistryUnderTest(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  @Override
  public String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** Its name in references. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** Loses the bytes of a blob, as a disk may. */
  void lose(Digest digest) throws IOException {
    String hex = digest.toString().substring("sha256:".length());
    try (Stream<Path> files = Files.walk(directory)) {
      Path data =
          files
              .filter(file -> file.endsWith(Path.of(hex, "data")))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(name + " has no " + digest));
      Files.delete(data);
    }
  }

  @Override
  public void revive() {
    server = LocalRegistry.builder(directory).port(port).start();
  }

  @Override
  public void kill() {
    if (server != null) {
      server.process().destroyForcibly();
      server.process().onExit().join();
      close();
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
