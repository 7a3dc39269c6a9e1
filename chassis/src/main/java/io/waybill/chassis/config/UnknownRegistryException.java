package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;

/** A registry that the configuration does not name; the message lists those that it does. */
public final class UnknownRegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownRegistryException(Registry name, String known) {
    super("The registry \"" + name + "\" is not configured: " + known);
  }
}
