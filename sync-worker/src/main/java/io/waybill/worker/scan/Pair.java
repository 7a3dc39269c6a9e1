package io.waybill.worker.scan;

import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;

/**
 * An image, and one place where it goes.
 *
 * @param source the image
 * @param target the place
 */
record Pair(TagReference source, Reference target) {}
