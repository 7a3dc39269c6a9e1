package io.waybill.gateway.auth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a request shows of its sender. */
public final class Evidence {
  private final Map<String, String> headers;
  private final byte[] body;
  private final Optional<String> pathSecret;
  private final List<X509Certificate> certificates;

  /**
   * What a request shows.
   *
   * @param headers names in lower case, one value each
   * @param body the bytes as received, for what is signed; not modified
   * @param pathSecret what stands behind {@code key} in its address, decoded
   * @param certificates the client certificate of its connection and those above it, believed
   *     already; empty where there is none
   */
  public Evidence(
      Map<String, String> headers,
      byte[] body,
      Optional<String> pathSecret,
      List<X509Certificate> certificates) {
    this.headers = Map.copyOf(headers);
    this.body = body;
    this.pathSecret = pathSecret;
    this.certificates = List.copyOf(certificates);
  }

  /** Headers and a body, and nothing else. */
  static Evidence of(Map<String, String> headers, byte[] body) {
    return new Evidence(headers, body, Optional.empty(), List.of());
  }

  /** The value of a header, its name in any case; empty where there is none. */
  String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  byte[] body() {
    return body;
  }

  Optional<String> pathSecret() {
    return pathSecret;
  }

  List<X509Certificate> certificates() {
    return certificates;
  }
}
