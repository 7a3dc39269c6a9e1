package io.waybill.endtoend.chaos;

import io.waybill.embedded.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A TCP line from one client to one server that is broken and mended while both run. Passes bytes
 * on and knows nothing of what they mean, but for {@link LineFault.Answering}; an {@link Onlooker}
 * may.
 */
final class FaultProxy implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int PIECE = 16 * 1024;
  private static final int PATIENCE_MILLIS = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port = Ports.free();
  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Onlooker onlooker;

  /** Nobody listens while it is closed; guarded by this. */
  private ServerSocket listener;

  /** Guarded by this. */
  private LineFault fault = LineFault.NONE;

  /** Guarded by this. */
  private boolean closed;

  /** A line to a port of the loopback, where nobody has to listen yet. */
  FaultProxy(int serverPort) {
    server = new InetSocketAddress(LOOPBACK, serverPort);
    listener = listen();
  }

  /** The port where the client connects. */
  int port() {
    return port;
  }

  /** From now on this is wrong, and nothing else. */
  synchronized void strike(LineFault now) {
    fault = now;
    switch (now) {
      case LineFault.Refused refused -> {
        quietly(listener);
        awaitClosed();
        cut();
      }
      case LineFault.Answering answering -> {
        reopen();
        cut();
      }
      default -> reopen();
    }
    notifyAll();
  }

  /** From now on this one sees what passes, and nobody else; null for nobody at all. */
  void watch(@Nullable Onlooker now) {
    onlooker = now;
  }

  /** All is well again; what was held back arrives. */
  void mend() {
    strike(LineFault.NONE);
  }

  /** Breaks whatever is connected now. */
  synchronized void cut() {
    open.forEach(FaultProxy::quietly);
    open.clear();
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    quietly(listener);
    cut();
  }

  /** The kernel lets go of a port when the thread that accepts has noticed. */
  private void awaitClosed() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Ports.isFree(port) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void reopen() {
    if (listener.isClosed() && !closed) {
      listener = listen();
    }
  }

  private ServerSocket listen() {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(LOOPBACK, port), 100);
      Thread.ofVirtual().name("fault proxy " + port).start(() -> accept(socket));
      return socket;
    } catch (IOException taken) {
      throw new UncheckedIOException("Could not listen on port " + port, taken);
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().name("line to " + server).start(() -> serve(client));
      } catch (IOException ended) {
        // Refused, or closed: the loop looks.
      }
    }
  }

  private void serve(Socket client) {
    Socket upstream = new Socket();
    open.add(client);
    open.add(upstream);
    try {
      if (current() instanceof LineFault.Answering answering) {
        answer(client, answering);
      } else if (admit(0, true)) {
        upstream.connect(server);
        Thread back = Thread.ofVirtual().start(() -> pass(upstream, client, false));
        pass(client, upstream, true);
        back.join();
      }
    } catch (IOException broken) {
      // The client sees a connection that ends.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      quietly(client);
      quietly(upstream);
      open.remove(client);
      open.remove(upstream);
    }
  }

  private void pass(Socket from, Socket to, boolean toServer) {
    byte[] buffer = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer);
          count >= 0 && admit(count, toServer);
          count = in.read(buffer)) {
        Onlooker looking = onlooker;
        if (looking != null) {
          String piece = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
          looking.see(toServer ? from : to, toServer, piece);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException broken) {
      // The other way is broken below as well.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      quietly(from);
      quietly(to);
    }
  }

  /** Returns when the bytes may pass; false where the connection breaks instead. */
  private boolean admit(int count, boolean toServer) throws InterruptedException {
    return switch (awaitSound(toServer)) {
      case LineFault.Refused refused -> false;
      case LineFault.AnswersLost lost -> toServer;
      case LineFault.Delayed(Duration time) -> pause(time);
      case LineFault.Throttled(int rate) -> pause(Duration.ofMillis(count * 1_000L / rate));
      case LineFault.Answering answering -> false;
      case LineFault.Silent silent -> true;
    };
  }

  /** What is wrong, once it is not silence. */
  private synchronized LineFault awaitSound(boolean toServer) throws InterruptedException {
    while (fault instanceof LineFault.Silent(boolean both) && (both || !toServer) && !closed) {
      wait();
    }
    return fault;
  }

  private static boolean pause(Duration time) throws InterruptedException {
    if (time.isPositive()) {
      Thread.sleep(time);
    }
    return true;
  }

  private synchronized LineFault current() {
    return fault;
  }

  private static void answer(Socket client, LineFault.Answering answering) throws IOException {
    client.setSoTimeout(PATIENCE_MILLIS);
    InputStream in = client.getInputStream();
    int lastFour = 0;
    while (lastFour != 0x0D0A0D0A) { // the empty line behind the headers
      int next = in.read();
      if (next < 0) {
        return;
      }
      lastFour = (lastFour << 8) | next;
    }
    String head =
        "HTTP/1.1 %d Of the test\r\nRetry-After: %d\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .formatted(answering.status(), answering.retryAfterSeconds());
    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    client.shutdownOutput();
    // A body that nobody reads would make the kernel reset the connection, and lose the answer.
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static void quietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception alreadyBroken) {
      // Broken is what it was to be.
    }
  }
}
