package io.waybill.bench.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The senders: connections that are kept alive, all on one thread, each with one request under way.
 * It writes prepared bytes and reads no more of an answer than its status and length, so that it
 * costs less than what it measures.
 */
final class Load implements AutoCloseable {
  private static final int CONNECTIONS = 128;
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector = Selector.open();
  private final Deque<Sender> idle = new ArrayDeque<>();
  private Notifications notifications;
  private Latencies latencies = new Latencies();
  private long next;
  private int underWay;
  private int refused;

  /**
   * Connects.
   *
   * @param notifications what is posted
   */
  Load(InetSocketAddress gateway, Notifications notifications) throws IOException {
    this.notifications = notifications;
    for (int i = 0; i < CONNECTIONS; i++) {
      SocketChannel channel = SocketChannel.open(gateway);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Sender sender = new Sender(channel);
      channel.register(selector, SelectionKey.OP_READ, sender);
      idle.add(sender);
    }
  }

  /**
   * What came of a run.
   *
   * @param perSecond events that were answered 202, a second
   * @param latencies from when a request was due until its answer was there
   * @param refused answers that were not 202
   */
  record Result(double perSecond, Latencies latencies, int refused) {}

  /** Other requests from now on. */
  void post(Notifications others) {
    this.notifications = others;
  }

  /** Each connection posts as soon as it has its answer. */
  Result saturate(Duration time) throws IOException {
    return run(time, 0);
  }

  /** So many requests a second, whether the answers keep pace or not. */
  Result atRate(double perSecond, Duration time) throws IOException {
    return run(time, (long) (1e9 / perSecond));
  }

  private Result run(Duration time, long interval) throws IOException {
    latencies = new Latencies();
    refused = 0;
    long start = System.nanoTime();
    long end = start + time.toNanos();
    long due = start;
    long now = start;
    while (now < end) {
      while (!idle.isEmpty() && due <= now) {
        idle.poll().begin(interval == 0 ? now : due);
        due = interval == 0 ? now : due + interval;
      }
      // Late by a millisecond at most, and what is late counts from when it was due.
      selector.select(this::answered, 1);
      now = System.nanoTime();
    }
    Result result = new Result(latencies.count() / ((now - start) / 1e9), latencies, refused);
    latencies = new Latencies();
    while (underWay > 0) {
      selector.select(this::answered, 1);
    }
    return result;
  }

  private void answered(SelectionKey key) {
    Sender sender = (Sender) key.attachment();
    try {
      if (sender.read()) {
        underWay--;
        idle.add(sender);
      }
    } catch (IOException broken) {
      throw new IllegalStateException("The gateway closed a connection", broken);
    }
  }

  /** One connection. */
  private final class Sender {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(16 << 10);
    private long due;

    Sender(SocketChannel channel) {
      this.channel = channel;
    }

    void begin(long at) throws IOException {
      due = at;
      underWay++;
      ByteBuffer request = ByteBuffer.wrap(notifications.request(next++));
      while (request.hasRemaining()) {
        channel.write(request);
      }
    }

    /** Whether the answer is there. */
    boolean read() throws IOException {
      if (channel.read(in) < 0) {
        throw new EOFException("end of stream");
      }
      int end = end();
      if (end < 0 || in.position() < end) {
        return false;
      }
      boolean accepted = in.get(9) == '2' && in.get(10) == '0' && in.get(11) == '2';
      if (accepted) {
        latencies.add(System.nanoTime() - due);
      } else {
        refused++;
      }
      in.clear();
      return true;
    }

    /** Where the answer ends; negative while that is not known. */
    private int end() {
      for (int i = 0; i + 3 < in.position(); i++) {
        if (in.get(i) == '\r' && in.get(i + 2) == '\r') {
          return i + 4 + length(i);
        }
      }
      return -1;
    }

    private int length(int headEnd) {
      for (int i = 0; i < headEnd; i++) {
        if (in.get(i) == '\n' && isLength(i + 1)) {
          int length = 0;
          for (int at = i + 1 + LENGTH.length; in.get(at) != '\r'; at++) {
            length = in.get(at) == ' ' ? length : 10 * length + in.get(at) - '0';
          }
          return length;
        }
      }
      return 0;
    }

    private boolean isLength(int at) {
      for (int i = 0; i < LENGTH.length; i++) {
        if (Character.toLowerCase(in.get(at + i)) != LENGTH[i]) {
          return false;
        }
      }
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
