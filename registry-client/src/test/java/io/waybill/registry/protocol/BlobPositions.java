package io.waybill.registry.protocol;

import java.util.HexFormat;

/** What tests outside of this package see of a place in a blob. */
public final class BlobPositions {
  private BlobPositions() {}

  /** The digest of all bytes before the place, in hexadecimal digits. */
  public static String hex(BlobPosition position) {
    return HexFormat.of().formatHex(position.hasher().digest());
  }
}
