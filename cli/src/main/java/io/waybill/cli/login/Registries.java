package io.waybill.cli.login;

import io.waybill.cli.CommandFailure;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;

/** Registries as people name them. */
final class Registries {
  private Registries() {}

  /** The registry; an address as docker takes it (https://host/v1/) is its host. */
  static Registry parse(String text) {
    String host = text.replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
    if (host.indexOf('/') >= 0) {
      throw CommandFailure.usage(
          "\"%s\" is more than a registry, and accounts are kept for whole registries: it is \"%s\"."
              .formatted(text, host.substring(0, host.indexOf('/'))));
    }
    try {
      return Registry.of(host.equals("index.docker.io") ? "docker.io" : host);
    } catch (InvalidNameException malformed) {
      throw CommandFailure.usage(
          "\"%s\" names no registry: %s".formatted(text, malformed.getMessage()));
    }
  }
}
