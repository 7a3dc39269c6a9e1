package io.waybill.registry.scripted;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy on a free loopback port. It knows names that nobody else does, and keeps the heads
 * of the requests that it got.
 */
public final class RecordingProxy implements AutoCloseable {
  private final RawServer server;
  private final Map<String, Integer> names = new ConcurrentHashMap<>();
  private volatile @Nullable String authorization;
  private volatile int refusal;

  private RecordingProxy() {
    this.server = RawServer.start(this::serve);
  }

  public static RecordingProxy start() {
    return new RecordingProxy();
  }

  /** This name is this machine's port. */
  public RecordingProxy knowing(String name, int port) {
    names.put(name, port);
    return this;
  }

  /** Only who shows this is let through. */
  public RecordingProxy demanding(String value) {
    authorization = value;
    return this;
  }

  /** Nobody is let through. */
  public RecordingProxy refusingWith(int status) {
    refusal = status;
    return this;
  }

  public URI uri() {
    return URI.create("http://" + server.address());
  }

  /** The first lines of the requests. */
  public List<String> requests() {
    return server.heads().stream().map(List::getFirst).toList();
  }

  /** The heads of the requests. */
  public List<List<String>> heads() {
    return server.heads();
  }

  @Override
  public void close() {
    server.close();
  }

  private void serve(RawServer self, Socket client) throws Exception {
    List<String> head = self.readHead(client);
    if (head.isEmpty()) {
      return;
    }
    int status = statusFor(head);
    if (status != 200) {
      RawServer.write(
          client,
          "HTTP/1.1 %d No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno".formatted(status));
      return;
    }
    String[] line = head.getFirst().split(" ", -1);
    boolean tunnel = line[0].equals("CONNECT");
    URI target = URI.create(tunnel ? "tunnel://" + line[1] : line[1]);
    int port = names.getOrDefault(target.getHost(), target.getPort());
    try (Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      if (tunnel) {
        RawServer.write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      } else {
        RawServer.write(server, forwarded(head, line, target));
      }
      Thread back = Thread.ofVirtual().start(() -> pump(server, client));
      pump(client, server);
      back.join();
    }
  }

  private int statusFor(List<String> head) {
    if (refusal != 0) {
      return refusal;
    }
    String wanted = authorization;
    boolean welcome =
        wanted == null
            || head.stream()
                .anyMatch(
                    header ->
                        header.toLowerCase(Locale.ROOT).startsWith("proxy-authorization:")
                            && header.endsWith(wanted));
    return welcome ? 200 : 407;
  }

  private static String forwarded(List<String> head, String[] line, URI target) {
    StringBuilder out = new StringBuilder(line[0] + " " + target.getRawPath() + " HTTP/1.1\r\n");
    head.stream()
        .skip(1)
        .filter(header -> !header.toLowerCase(Locale.ROOT).startsWith("connection:"))
        .forEach(header -> out.append(header).append("\r\n"));
    return out.append("Connection: close\r\n\r\n").toString();
  }

  private static void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException ended) {
      // One of them is gone.
    }
  }
}
