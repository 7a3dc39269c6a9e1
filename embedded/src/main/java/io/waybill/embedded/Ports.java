package io.waybill.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface.
 *
 * <p>A free port is one that can be bound now; nothing keeps it free until the server binds it. So
 * ports are drawn at random from below the range that the kernel hands out to outgoing connections
 * (a connection cannot take them in between), and one process never gets the same port twice. What
 * is left of the race, another process that draws the same port at the same moment, the servers of
 * this package meet by drawing again.
 */
public final class Ports {
  private static final int LOWEST = 12_000;
  private static final int LINUX_EPHEMERAL_FROM = 32_768;
  private static final int ATTEMPTS = 500;

  /** Ports that this process has handed out; process-wide, because that is what a port is. */
  private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** The address that every embedded server listens on. */
  static final String LOOPBACK = "127.0.0.1";

  /**
   * A port of the loopback interface that nobody listens on, and that this process has not been
   * given before.
   *
   * @throws EmbeddedServerException when none can be found
   */
  public static int free() {
    int bound = Math.max(LOWEST + 1_000, ephemeralFrom());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, bound);
      if (HANDED_OUT.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new EmbeddedServerException(
        "Tried %d ports of %s between %d and %d, and none was free. Stop what holds them, or name a port in the configuration."
            .formatted(ATTEMPTS, LOOPBACK, LOWEST, bound));
  }

  /** Whether the port of the loopback interface can be bound now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /**
   * Guards a port that was asked for by number.
   *
   * @throws EmbeddedServerException when somebody listens on it, or it is no port
   */
  static void requireFree(int port, String server) {
    if (port < 1 || port > 65_535) {
      throw new EmbeddedServerException(
          "Tried to start %s on port %d, but a port is a number from 1 to 65535."
              .formatted(server, port));
    }
    if (!isFree(port)) {
      throw portTaken(port, server);
    }
  }

  static EmbeddedServerException portTaken(int port, String server) {
    return new EmbeddedServerException(
        "Tried to start %s on %s:%d, but the port is in use. Stop the process that listens on it (ss -ltnp 'sport = :%d' names it), or choose another port."
            .formatted(server, LOOPBACK, port, port));
  }

  /** The first port that the kernel gives to outgoing connections. */
  static int ephemeralFrom() {
    Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    // The kernel answers one read with all of it and the next with nothing, whatever was asked for;
    // Files.readString begins with a read of one byte, and so sees "3" of "32768 60999".
    try (InputStream file = Files.newInputStream(range)) {
      byte[] text = new byte[64];
      int length = Math.max(0, file.read(text));
      String line = new String(text, 0, length, StandardCharsets.US_ASCII);
      return Integer.parseInt(line.strip().split("\\s+", 2)[0]);
    } catch (IOException | NumberFormatException notLinux) {
      return LINUX_EPHEMERAL_FROM;
    }
  }
}
