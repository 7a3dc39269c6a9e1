package io.waybill.chassis.http;

import java.util.Locale;

/** A port that another process listens on. */
public final class PortInUseException extends ListenException {
  private static final long serialVersionUID = 1L;

  PortInUseException(HttpSettings settings, Throwable cause) {
    super(
        "Port "
            + settings.port()
            + " on "
            + settings.host()
            + " is in use by another process: stop it, or set "
            + settings.portKey()
            + " (WAYBILL_"
            + settings.portKey().toUpperCase(Locale.ROOT).replace('.', '_')
            + ")",
        cause);
  }
}
