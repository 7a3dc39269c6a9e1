package io.waybill.registry.pace;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The right to send one request to a registry; given back when the answer's head is there. */
public interface Turn extends AutoCloseable {
  /** For what is no business of the registry's: storage that it redirects to. */
  Turn FREE = new Turn() {};

  /**
   * What was answered.
   *
   * @param status the HTTP status
   * @param retryAfter how long the registry wants to be left alone
   * @param header finds a header's value by its name
   */
  default void answered(
      int status, Optional<Duration> retryAfter, Function<String, Optional<String>> header) {}

  /** No connection was made in time. */
  default void unreachable() {}

  @Override
  default void close() {}
}
