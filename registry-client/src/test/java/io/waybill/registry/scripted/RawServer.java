package io.waybill.registry.scripted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server on a free loopback port for what no HTTP server would do: it is handed the sockets. */
public final class RawServer implements AutoCloseable {
  /** What is done with one connection; it is closed afterwards. */
  @FunctionalInterface
  public interface Behaviour {
    void serve(RawServer server, Socket socket) throws Exception;
  }

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<List<String>> heads = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private RawServer(ServerSocket server, Behaviour behaviour) {
    this.server = server;
    this.behaviour = behaviour;
  }

  public static RawServer start(Behaviour behaviour) {
    return start(null, behaviour);
  }

  public static RawServer start(@Nullable SSLContext tls, Behaviour behaviour) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      ServerSocket socket =
          tls == null
              ? new ServerSocket(0, 50, loopback)
              : tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
      RawServer server = new RawServer(socket, behaviour);
      Thread.ofVirtual().start(server::accept);
      return server;
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public String address() {
    return "127.0.0.1:" + port();
  }

  /** The heads of requests that were read with {@link #readHead}, in order. */
  public List<List<String>> heads() {
    return List.copyOf(heads);
  }

  /** Reads a request's head, and nothing of its body; empty where the client is gone. */
  public List<String> readHead(Socket socket) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
      if (c == '\n') {
        if (line.isEmpty()) {
          break;
        }
        lines.add(line.toString());
        line.setLength(0);
      } else if (c != '\r') {
        line.append((char) c);
      }
    }
    if (!lines.isEmpty()) {
      heads.add(List.copyOf(lines));
    }
    return lines;
  }

  public static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Does nothing until the server is closed. */
  public void waitForTheEnd() throws InterruptedException {
    boolean _ = closed.await(5, TimeUnit.MINUTES);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException ended) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      behaviour.serve(this, socket);
    } catch (Exception gone) {
      // The client went away, or the test is over.
    } finally {
      sockets.remove(socket);
    }
  }
}
