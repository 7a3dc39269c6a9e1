package io.waybill.registry.stores;

import io.waybill.schemas.names.Digest;
import java.util.Optional;

/**
 * An image that a list of files names.
 *
 * @param repository where it is taken to be
 * @param tag its tag there; empty = it has none
 * @param digest its manifest or index
 * @param mediaType what that is; empty text where the list does not say
 * @param written the name as the list has it; empty text = none
 * @param descriptor its entry in an OCI layout's index, as JSON; empty text elsewhere
 */
record ImageEntry(
    String repository,
    Optional<String> tag,
    Digest digest,
    String mediaType,
    String written,
    String descriptor) {

  /** What people call it: the name that is written, or its digest. */
  String text() {
    return written.isEmpty() ? "@" + digest : written;
  }
}
