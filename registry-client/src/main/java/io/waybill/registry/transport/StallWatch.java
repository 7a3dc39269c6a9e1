package io.waybill.registry.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends connections whose peer has stopped reading: Java's blocking write has no time limit of its
 * own, and one that nobody takes from waits for ever. One thread looks at all connections of a
 * registry now and then; the writers themselves only note when they begin and end.
 */
final class StallWatch implements AutoCloseable {
  private static final Duration SELDOM = Duration.ofSeconds(5);

  private final Duration patience;
  private final Duration interval;
  private final Set<WatchedSocket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Thread watcher = Thread.ofVirtual().name("stall-watch").unstarted(this::watch);

  StallWatch(Duration patience) {
    this.patience = patience;
    Duration eighth = patience.dividedBy(8).plusMillis(1);
    this.interval = eighth.compareTo(SELDOM) < 0 ? eighth : SELDOM;
  }

  /** How long a peer may take nothing. */
  Duration patience() {
    return patience;
  }

  /** A new socket under watch. */
  WatchedSocket open() {
    WatchedSocket socket = new WatchedSocket(this);
    sockets.add(socket);
    if (started.compareAndSet(false, true)) {
      watcher.start();
    }
    return socket;
  }

  /** The socket is closed. */
  void forget(WatchedSocket socket) {
    sockets.remove(socket);
  }

  @Override
  public void close() {
    started.set(true);
    watcher.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(interval);
        sockets.forEach(socket -> socket.endIfStalled(System.nanoTime()));
      }
    } catch (InterruptedException closed) {
      // All connections are closed, so there is nothing to watch.
    }
  }
}
