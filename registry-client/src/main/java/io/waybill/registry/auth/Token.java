package io.waybill.registry.auth;

import java.time.Instant;

/**
 * A bearer credential.
 *
 * @param value the secret; never printed
 * @param renewAt from when on it is not used any more, a little before its end
 */
record Token(String value, Instant renewAt) {
  @Override
  public String toString() {
    return "Token[renewAt=" + renewAt + "]";
  }
}
