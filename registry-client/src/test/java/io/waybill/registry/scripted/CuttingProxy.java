package io.waybill.registry.scripted;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A line to a server that breaks where the script says: for servers that cannot be told to break
 * themselves. Passes bytes on and knows nothing of what they mean.
 */
public final class CuttingProxy implements AutoCloseable {
  /** Which way bytes go. */
  public enum Way {
    TO_SERVER,
    TO_CLIENT
  }

  private final InetSocketAddress server;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** How many bytes pass before each of the next cuts; guarded by this. */
  private final Map<Way, Deque<Long>> cuts = new EnumMap<>(Way.class);

  private final Map<Way, Long> passed = new EnumMap<>(Way.class);

  private CuttingProxy(InetSocketAddress server) {
    this.server = server;
    for (Way way : Way.values()) {
      cuts.put(way, new ArrayDeque<>());
      passed.put(way, 0L);
    }
    try {
      this.listener = new ServerSocket(0, 100, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    Thread.ofVirtual().name("cutting proxy").start(this::accept);
  }

  /** A line to the server at {@code host:port}. */
  public static CuttingProxy to(String address) {
    int colon = address.lastIndexOf(':');
    return new CuttingProxy(
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
  }

  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /**
   * Breaks the connection that carries it behind the {@code bytes}-th byte from now, or from the
   * cut before it; bytes of all connections count.
   */
  public synchronized void cutAfter(Way way, long bytes) {
    waiting(way).add(bytes);
  }

  /** Forgets the cuts that did not happen yet. */
  public synchronized void mend() {
    cuts.values().forEach(Deque::clear);
  }

  /** How many bytes have passed. */
  public synchronized long passed(Way way) {
    return passed.getOrDefault(way, 0L);
  }

  @Override
  public void close() {
    quietly(listener);
    open.forEach(CuttingProxy::quietly);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    Socket upstream = new Socket();
    open.add(client);
    open.add(upstream);
    try {
      upstream.connect(server);
      Thread back = Thread.ofVirtual().start(() -> pass(upstream, client, Way.TO_CLIENT));
      pass(client, upstream, Way.TO_SERVER);
      back.join();
    } catch (IOException refused) {
      // The client sees a connection that ends at once.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      quietly(client);
      quietly(upstream);
      open.remove(client);
      open.remove(upstream);
    }
  }

  private void pass(Socket from, Socket to, Way way) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        int allowed = allow(way, count);
        out.write(buffer, 0, allowed);
        if (allowed < count) {
          break;
        }
      }
    } catch (IOException broken) {
      // The other way is broken below as well.
    } finally {
      quietly(from);
      quietly(to);
    }
  }

  /** How many of the bytes may pass before the line breaks: all of them, or fewer. */
  private synchronized int allow(Way way, int count) {
    Deque<Long> waiting = waiting(way);
    Long left = waiting.peekFirst();
    if (left != null && left < count) {
      waiting.removeFirst();
      passed.merge(way, left, Long::sum);
      return left.intValue();
    }
    if (left != null) {
      waiting.removeFirst();
      waiting.addFirst(left - count);
    }
    passed.merge(way, (long) count, Long::sum);
    return count;
  }

  private Deque<Long> waiting(Way way) {
    Deque<Long> waiting = cuts.get(way);
    if (waiting == null) {
      throw new IllegalStateException("Made for each way");
    }
    return waiting;
  }

  private static void quietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception alreadyBroken) {
      // Broken is what it was to be.
    }
  }
}
