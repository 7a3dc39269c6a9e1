package io.waybill.registry.batch;

import io.waybill.schemas.names.Reference;
import java.util.List;

/**
 * One image and where it is to go.
 *
 * @param source what is copied
 * @param targets what is made equal to it, at least one
 */
public record BatchImage(Reference source, List<Reference> targets) {
  /** Keeps a copy of the list. */
  public BatchImage {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("A copy of " + source + " needs a target");
    }
  }
}
