/**
 * One word, one meaning: the names of things in the OCI distribution specification.
 *
 * <p>Owns {@link io.waybill.schemas.names.Registry}, {@link io.waybill.schemas.names.Repository},
 * {@link io.waybill.schemas.names.Tag}, {@link io.waybill.schemas.names.Digest} and the sealed
 * {@link io.waybill.schemas.names.Reference}, which is the entry type. Text is parsed at the edge
 * into these types and is never a bare {@code String} past it. Imports nothing but Jackson's
 * annotations.
 */
@NullMarked
package io.waybill.schemas.names;

import org.jspecify.annotations.NullMarked;
