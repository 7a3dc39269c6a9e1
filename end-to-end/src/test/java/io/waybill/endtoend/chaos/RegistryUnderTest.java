package io.waybill.endtoend.chaos;

import io.waybill.embedded.LocalRegistry;
import io.waybill.embedded.Ports;
import java.nio.file.Path;
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
