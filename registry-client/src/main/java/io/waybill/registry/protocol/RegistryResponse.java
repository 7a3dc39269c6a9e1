package io.waybill.registry.protocol;

import io.waybill.registry.pace.Bandwidth;
import io.waybill.registry.pace.Throttle;
import io.waybill.registry.transport.WireResponse;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An accepted answer, with the address that gave it; its body comes as fast as it may. */
record RegistryResponse(URI from, WireResponse wire, InputStream body) implements AutoCloseable {
  static RegistryResponse of(URI from, WireResponse wire, List<Bandwidth> limits) {
    return new RegistryResponse(from, wire, Throttle.limit(wire.body(), limits));
  }

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

  /**
   * Words for content that is wrong because something on the way encoded it, though {@code
   * Accept-Encoding: identity} was sent; else nothing. Not decoded: a storage may also keep the
   * right bytes under that header.
   */
  String encodingRemark() {
    String encoding = header("Content-Encoding").orElse("identity").toLowerCase(Locale.ROOT);
    return encoding.equals("identity")
        ? ""
        : "; it came with Content-Encoding "
            + encoding
            + ", which was not asked for: a proxy before the registry may have encoded it";
  }

  @Override
  public void close() {
    wire.close();
  }
}
