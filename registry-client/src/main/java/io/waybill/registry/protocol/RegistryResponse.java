package io.waybill.registry.protocol;

import io.waybill.registry.transport.WireResponse;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** An accepted answer, with the address that gave it. */
record RegistryResponse(URI from, WireResponse wire) implements AutoCloseable {
  int status() {
    return wire.status();
  }

  Optional<String> header(String name) {
    return wire.header(name);
  }

  List<String> headers(String name) {
    return wire.headers(name);
  }

  long contentLength() {
    return wire.contentLength();
  }

  InputStream body() {
    return wire.body();
  }

  @Override
  public void close() {
    wire.close();
  }
}
