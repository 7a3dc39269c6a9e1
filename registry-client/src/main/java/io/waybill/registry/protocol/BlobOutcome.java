package io.waybill.registry.protocol;

/** Whether a blob is there. */
public sealed interface BlobOutcome {
  /**
   * It is.
   *
   * @param size in bytes; -1 where the registry does not say
   */
  record Present(long size) implements BlobOutcome {}

  /** It is not. */
  record Missing() implements BlobOutcome {}
}
