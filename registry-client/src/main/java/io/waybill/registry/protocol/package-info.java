/**
 * The OCI distribution-spec, one class for each endpoint step.
 *
 * <p>Each class names its endpoint, says which statuses it takes for an answer, and hands
 * everything else to {@link io.waybill.registry.protocol.RegistryCaller}: that is the one place
 * where a request is authorised, redirected, retried and its failure explained. Outcomes are sealed
 * types. A {@link io.waybill.registry.protocol.RegistryClients} keeps one set of connections and
 * tokens for each registry.
 *
 * <p>Blobs are long, and lines break: a {@link io.waybill.registry.protocol.BlobStream} goes on
 * behind the last byte that it read, a {@code BlobUpload} from the last byte that the registry has.
 * Between the two stands {@link io.waybill.registry.protocol.BlobContent}, bytes that can be gone
 * back in.
 *
 * <p>Imports {@code transport}, {@code auth}, {@code failures}, {@code pace}, {@code manifests} and
 * schemas.
 */
@NullMarked
package io.waybill.registry.protocol;

import org.jspecify.annotations.NullMarked;
