package io.waybill.gateway.senders;

import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Bodies with values of our own, after the structures that the senders document. */
public final class Samples {
  /** When every sample was received. */
  static final Instant RECEIVED = Instant.parse("2026-03-14T09:26:54Z");

  private Samples() {}

  /** The bytes of {@code src/test/resources/senders/NAME}. */
  public static byte[] read(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/senders/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("There is no sample " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A delivery to the webhook {@code shanghai-push} of the registry {@code shanghai}. */
  static Delivery delivery() {
    return delivery(Map.of());
  }

  static Delivery delivery(Map<String, String> headers) {
    return delivery("registry.shanghai.example", headers);
  }

  /** A delivery about the registry {@code shanghai} when it has this host. */
  static Delivery delivery(String host, Map<String, String> headers) {
    return new Delivery(
        "shanghai-push", Registry.of("shanghai"), host, Optional.empty(), headers, RECEIVED);
  }
}
