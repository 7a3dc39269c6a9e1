package io.waybill.bench.copy;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A registry further away: what is sent through here arrives half a round trip later, in either
 * direction, and a new connection costs a round trip before its first byte, as TCP's handshake
 * does. Bytes that follow each other stay together, so a round trip is what is delayed and not the
 * byte; each direction of a connection holds 4 MiB at most, as a window would.
 *
 * <p>For where the kernel has no netem. What it leaves out: slow start, losses, TLS.
 */
public final class DelayLine implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;
  private static final int WINDOW_CHUNKS = 64;

  /** Bytes on their way; none at all are the end. */
  private record Parcel(ByteBuffer bytes, long due) {}

  /** Two sockets, and how many directions are still open. */
  private record Pair(Socket near, Socket far, AtomicInteger open) {}

  private final ServerSocket door;
  private final InetSocketAddress registry;
  private final long oneWayNanos;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private DelayLine(ServerSocket door, InetSocketAddress registry, Duration roundTrip) {
    this.door = door;
    this.registry = registry;
    this.oneWayNanos = roundTrip.toNanos() / 2;
  }

  /** Opens a line to the registry at the port of this machine. */
  public static DelayLine open(int port, Duration roundTrip) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket door = new ServerSocket(0, 512, loopback);
    DelayLine line = new DelayLine(door, new InetSocketAddress(loopback, port), roundTrip);
    Thread.ofVirtual().name("delay line").start(line::accept);
    return line;
  }

  /** Its name in references. */
  public String address() {
    return door.getInetAddress().getHostAddress() + ":" + door.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = door.accept();
        Socket far = new Socket();
        sockets.add(near);
        sockets.add(far);
        far.connect(registry);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        // The handshake that the loopback interface did without.
        Pair pair = new Pair(near, far, new AtomicInteger(2));
        relay(pair, near, far, 2 * oneWayNanos);
        relay(pair, far, near, 0);
      }
    } catch (IOException closed) {
      close();
    }
  }

  private void relay(Pair pair, Socket from, Socket to, long handshakeNanos) {
    BlockingQueue<Parcel> parcels = new ArrayBlockingQueue<>(WINDOW_CHUNKS);
    long earliest = System.nanoTime() + handshakeNanos + oneWayNanos;
    Thread.ofVirtual().start(() -> receive(from, parcels, earliest));
    Thread.ofVirtual()
        .start(
            () -> {
              deliver(to, parcels);
              leave(pair);
            });
  }

  private void receive(Socket from, BlockingQueue<Parcel> parcels, long earliest) {
    try {
      try {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[CHUNK];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          // Most are heads of a few hundred bytes.
          byte[] bytes = Arrays.copyOf(buffer, length);
          parcels.put(new Parcel(ByteBuffer.wrap(bytes), due(earliest)));
        }
      } catch (IOException broken) {
        // The other side is told so as an end.
      }
      parcels.put(new Parcel(ByteBuffer.allocate(0), due(earliest)));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private long due(long earliest) {
    return Math.max(System.nanoTime() + oneWayNanos, earliest);
  }

  private static void deliver(Socket to, BlockingQueue<Parcel> parcels) {
    boolean broken = false;
    try {
      for (Parcel parcel = parcels.take(); ; parcel = parcels.take()) {
        long wait = parcel.due() - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
        if (!parcel.bytes().hasRemaining()) {
          break;
        }
        // What comes after a break is thrown away, so that the receiver comes to its end.
        broken = broken || !write(to, parcel);
      }
      to.shutdownOutput();
    } catch (IOException gone) {
      // There is nobody left to tell.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void leave(Pair pair) {
    if (pair.open().decrementAndGet() == 0) {
      for (Socket socket : List.of(pair.near(), pair.far())) {
        sockets.remove(socket);
        close(socket);
      }
    }
  }

  private static boolean write(Socket to, Parcel parcel) {
    try {
      OutputStream out = to.getOutputStream();
      out.write(parcel.bytes().array(), 0, parcel.bytes().limit());
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Ends all connections. */
  @Override
  public void close() {
    close(door);
    sockets.forEach(DelayLine::close);
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // Closed is closed.
    }
  }
}
