package io.waybill.registry.protocol;

/**
 * What a registry sends of a blob.
 *
 * @param response the answer; its body is the blob from {@code start}
 * @param start how many bytes of the blob come before it; 0 where a range was not heeded
 */
record BlobAnswer(RegistryResponse response, long start) {
  /** Drops the connection unless all bytes were read. */
  void abort() {
    response.wire().abort();
  }
}
