package io.waybill.endtoend.chaos;

import io.waybill.embedded.LocalRegistry;
import io.waybill.embedded.Ports;
import io.waybill.embedded.RegistryBinary;
import io.waybill.embedded.RegistryLogin;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A registry whose pushes nobody announces but the test, on data that stay. */
final class RegistryUnderTest implements Perishable, AutoCloseable {
  /** Room for the folders of some uploads, and for no layer of a large image. */
  private static final String SMALL_DISK = "512k";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String name;
  private final Path directory;
  private final int port = Ports.free();
  private final Optional<RegistryLogin> login;
  private @Nullable LocalRegistry server;

  RegistryUnderTest(String name, Path directory) {
    this(name, directory, Optional.empty());
  }

  private RegistryUnderTest(String name, Path directory, Optional<RegistryLogin> login) {
    this.name = name;
    this.directory = directory;
    this.login = login;
  }

  /** One that asks everybody for a name and password. */
  static RegistryUnderTest guarded(String name, Path directory, RegistryLogin login) {
    return new RegistryUnderTest(name, directory, Optional.of(login));
  }

  /** From the next request on it takes this login and no other. */
  void take(RegistryLogin now) throws IOException {
    Path written =
        Files.writeString(
            directory.resolve("htpasswd.new"), now.username() + ":" + now.bcrypt() + "\n");
    Files.move(
        written,
        directory.resolve("htpasswd"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
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
    LocalRegistry.Builder builder = LocalRegistry.builder(directory).port(port);
    login.ifPresent(builder::login);
    server = builder.start();
  }

  /**
   * Whether this machine lets somebody make a small disk, and has the program that is to fill it.
   */
  static boolean canHaveSmallDisk() {
    try {
      return RegistryBinary.find() instanceof RegistryBinary.Program
          && new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException noSuchCommand) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts it on an empty disk that no image fits on; the one that it had is back when it is
   * revived as usual.
   */
  void reviveOnSmallDisk() {
    if (!(RegistryBinary.find() instanceof RegistryBinary.Program(Path program))) {
      throw new IllegalStateException("Only a program of this machine can have a small disk");
    }
    try {
      Path script =
          Files.writeString(
              directory.resolve("on-a-small-disk"),
              """
              #!/bin/sh
              exec unshare -rm sh -c 'mount -t tmpfs -o size=%s tmpfs "%s" && exec "%s" "$@"' sh "$@"
              """
                  .formatted(SMALL_DISK, directory.resolve("storage"), program));
      if (!script.toFile().setExecutable(true)) {
        throw new IOException(script + " cannot be made executable");
      }
      server =
          LocalRegistry.builder(directory)
              .port(port)
              .binary(new RegistryBinary.Program(script))
              .start();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
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
  public Optional<String> stop() {
    if (server == null) {
      throw new IllegalStateException(name + " is away already");
    }
    server.process().destroy();
    try {
      server.process().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return Optional.empty();
    } catch (TimeoutException tooLong) {
      return Optional.of("did not end");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      kill();
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
