/**
 * Images that lie in files, read and written by the same engine as those of registries: a {@link
 * io.waybill.registry.stores.ContentStore} says what there is, and {@link
 * io.waybill.registry.stores.StoreTransport} answers the distribution protocol from it, in this
 * process and without a port (docs/adr/0019-stores-answer-the-protocol.md).
 *
 * <p>The entry type is {@link io.waybill.registry.stores.StoreDirectory}: registries that are
 * stores, beside those that are servers. Stores are:
 *
 * <ul>
 *   <li>{@link io.waybill.registry.stores.StorageDirectory}: what docker distribution keeps.
 *   <li>{@link io.waybill.registry.stores.OciLayout}, {@link
 *       io.waybill.registry.stores.DockerArchive}, {@link
 *       io.waybill.registry.stores.SkopeoDirectory}: what other tools write, in a directory or a
 *       tar that is read where it lies.
 *   <li>{@link io.waybill.registry.stores.LayoutTarget}, {@link
 *       io.waybill.registry.stores.ArchiveTarget}: what is written.
 * </ul>
 *
 * <p>Nothing here is trusted: names come from the grammar of references, paths do not lead out of
 * their directory, what is read has a limit, and blobs and manifests are verified above, where
 * those of registries are. Tars are read, a header at a time, and written by commons-compress.
 * Imports {@code transport}, {@code manifests} and schemas.
 */
@NullMarked
package io.waybill.registry.stores;

import org.jspecify.annotations.NullMarked;
