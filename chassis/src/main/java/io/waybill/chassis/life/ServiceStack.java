package io.waybill.chassis.life;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a role, in the order in which they were built; they are closed in reverse, each one
 * even if another fails to. A role that fails half-way through its start closes the stack, and
 * nothing is left behind.
 */
public final class ServiceStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceStack.class);

  private final Deque<Part> parts = new ArrayDeque<>();
  private boolean closed;

  /** An empty stack. */
  public ServiceStack() {}

  private record Part(String name, AutoCloseable closeable) {}

  /** Puts a part on top and returns it. On a closed stack the part is closed at once. */
  public <T extends AutoCloseable> T add(String name, T part) {
    boolean late;
    synchronized (this) {
      late = closed;
      if (!late) {
        parts.push(new Part(name, part));
      }
    }
    if (late) {
      closeQuietly(new Part(name, part));
    }
    return part;
  }

  /** Puts a service on top and returns it. */
  public <T extends Service> T add(T service) {
    return add(service.name(), service);
  }

  /** Closes the parts, the last one first. A second call does nothing. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (@Nullable Part part = next(); part != null; part = next()) {
      closeQuietly(part);
    }
  }

  private synchronized @Nullable Part next() {
    return parts.poll();
  }

  private static void closeQuietly(Part part) {
    try {
      part.closeable().close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      LOG.warn("Closing {} was interrupted; the rest is closed nevertheless", part.name());
    } catch (Exception failed) {
      LOG.warn(
          "{} did not close in good order; the rest is closed nevertheless", part.name(), failed);
    }
  }
}
