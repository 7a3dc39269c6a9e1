package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;

/** What became of a wish to delete something. */
public sealed interface DeleteOutcome {
  /** The registry deleted it, or is about to. */
  record Accepted() implements DeleteOutcome {}

  /** It was not there. */
  record Missing() implements DeleteOutcome {}

  /**
   * The registry does not delete by tag, or not at all: it may delete by digest.
   *
   * @param refusal what it said
   */
  record NotByTag(RegistryException refusal) implements DeleteOutcome {}
}
