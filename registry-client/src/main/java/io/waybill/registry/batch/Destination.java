package io.waybill.registry.batch;

import io.waybill.schemas.names.Reference;

/** Where an image goes, as a function of where it comes from. */
@FunctionalInterface
public interface Destination {
  /** The reference at the target for the image. */
  Reference of(Reference source);
}
