package io.waybill.registry.manifests;

/** Bytes that are no manifest; the message says why, for the reader of a record. */
public final class InvalidManifestException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidManifestException(String why) {
    super(why);
  }
}
