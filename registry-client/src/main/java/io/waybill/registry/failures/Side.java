package io.waybill.registry.failures;

/** Which end of a copy a registry is: the same answer means different things at either. */
public enum Side {
  /** It is read from. */
  SOURCE,
  /** It is written to. */
  TARGET
}
