package io.waybill.gateway.senders;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a sender signs its bodies: an HMAC (RFC 2104) under the shared secret, in hexadecimal digits,
 * in a header.
 *
 * @param algorithm the hash
 * @param places the headers that may carry it; one of them is enough
 * @param ofDocument whether the JSON document is signed even where it is posted as a field of a
 *     form; else it is always the body as it is
 */
public record BodySignature(Algorithm algorithm, List<Place> places, boolean ofDocument) {
  /** Keeps a copy. */
  public BodySignature {
    places = List.copyOf(places);
  }

  /** A keyed hash. */
  public enum Algorithm {
    /** HMAC-SHA256. */
    HMAC_SHA256("HmacSHA256"),
    /** HMAC-SHA1: not what one would choose, and as an HMAC not broken either (RFC 6194, 3.3). */
    HMAC_SHA1("HmacSHA1");

    private final String javaName;

    Algorithm(String javaName) {
      this.javaName = javaName;
    }

    /** As {@link javax.crypto.Mac} calls it. */
    public String javaName() {
      return javaName;
    }
  }

  /**
   * A header that carries it.
   *
   * @param header its name
   * @param prefix what stands before the digits; empty = nothing
   */
  public record Place(String header, String prefix) {}

  /** HMAC-SHA256 of the body, the bare digits in this header. */
  public static BodySignature sha256(String header) {
    return sha256(header, "");
  }

  /** HMAC-SHA256 of the body, the digits behind the prefix in this header. */
  public static BodySignature sha256(String header, String prefix) {
    return new BodySignature(
        Algorithm.HMAC_SHA256, List.of(new Place(header, prefix)), /* ofDocument= */ false);
  }

  /** HMAC-SHA1 of the body, the bare digits in this header. */
  public static BodySignature sha1(String header) {
    return new BodySignature(
        Algorithm.HMAC_SHA1, List.of(new Place(header, "")), /* ofDocument= */ false);
  }

  /** The same, or in this header as well. */
  public BodySignature or(String header, String prefix) {
    List<Place> more = new ArrayList<>(places);
    more.add(new Place(header, prefix));
    return new BodySignature(algorithm, more, ofDocument);
  }

  /** The same over the JSON document, also where it comes as a field of a form. */
  public BodySignature overDocument() {
    return new BodySignature(algorithm, places, /* ofDocument= */ true);
  }

  /** Its headers, for a message. */
  public String headers() {
    return places.stream().map(Place::header).collect(Collectors.joining(" or "));
  }
}
