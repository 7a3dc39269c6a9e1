package io.waybill.chassis.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.waybill.chassis.metrics.Metrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections, and how long each has been let wait for: the head of the first request has to be
 * there in the time that a body may take, that of a further one within the time of silence. Vert.x
 * itself knows silence only, which a byte now and then ends, so whoever drips a head could hold a
 * connection for ever. Such a connection is closed without an answer: there is no request yet.
 */
final class Visits {
  private static final long LONGEST_SWEEP_MILLIS = 1_000;

  private final Map<HttpConnection, Visit> visits = new ConcurrentHashMap<>();
  private final Duration firstHead;
  private final Duration nextHead;
  private final int most;
  private final Counter slow;
  private final Counter tooMany;

  Visits(HttpSettings settings, MeterRegistry meters) {
    this.firstHead = settings.bodyTimeout();
    this.nextHead = settings.idleTimeout();
    this.most = settings.maxConnections();
    this.slow = counter(meters, "slow-head");
    this.tooMany = counter(meters, "too-many");
    meters.gauge(Metrics.HTTP_CONNECTIONS, visits, Map::size);
  }

  private static Counter counter(MeterRegistry meters, String reason) {
    return Counter.builder(Metrics.HTTP_CUT_OFF)
        .description("Connections that were closed before a request had arrived")
        .tag("reason", reason)
        .register(meters);
  }

  /** One connection: how many of its requests are under way, and when the next has to be there. */
  private static final class Visit {
    private final AtomicInteger requests = new AtomicInteger();
    private volatile long deadline;

    Visit(Duration patience) {
      wait(patience);
    }

    private void wait(Duration patience) {
      deadline = System.nanoTime() + patience.toNanos();
    }
  }

  /** Looks from now on for connections that are let wait too long. */
  void watch(Vertx vertx) {
    long sweep = Math.clamp(firstHead.toMillis() / 4, 10, LONGEST_SWEEP_MILLIS);
    vertx.setPeriodic(sweep, timer -> sweep());
  }

  /** A connection was made. */
  void begin(HttpConnection connection) {
    if (visits.size() >= most) {
      tooMany.increment();
      var _ = connection.close();
      return;
    }
    visits.put(connection, new Visit(firstHead));
    connection.closeHandler(closed -> visits.remove(connection));
  }

  /** The head of a request is there. */
  void requestBegins(HttpConnection connection) {
    @Nullable Visit visit = visits.get(connection);
    if (visit != null) {
      visit.requests.incrementAndGet();
    }
  }

  /** The request is answered. */
  void requestEnds(HttpConnection connection) {
    @Nullable Visit visit = visits.get(connection);
    if (visit != null) {
      visit.wait(nextHead);
      visit.requests.decrementAndGet();
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    visits.forEach(
        (connection, visit) -> {
          if (visit.requests.get() == 0 && now - visit.deadline > 0) {
            slow.increment();
            visits.remove(connection);
            var _ = connection.close();
          }
        });
  }
}
