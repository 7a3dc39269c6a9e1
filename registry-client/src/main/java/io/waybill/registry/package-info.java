/**
 * The OCI distribution client and the copy engine: a library that knows registries, and neither
 * Kafka nor a database.
 *
 * <p>This package says where registries are: {@link io.waybill.registry.RegistryEndpoint}, found by
 * a {@link io.waybill.registry.RegistryDirectory}. What is done with them is below:
 *
 * <ul>
 *   <li>{@code copy}: {@link io.waybill.registry.copy.CopyEngine} makes a target equal to a source.
 *       A tag is put in {@code ReferenceCopy} and its {@code TargetGuard}.
 *   <li>{@code protocol}: one class for each endpoint of the OCI distribution-spec. A request is
 *       retried in {@code RegistryCaller}, and nowhere else.
 *   <li>{@code auth}: challenges, scopes and tokens.
 *   <li>{@code accounts}: the accounts that people keep for docker and podman.
 *   <li>{@code clouds}: the accounts that clouds give out for their registries, and what their APIs
 *       make.
 *   <li>{@code failures}: what goes wrong, and the tables that say what it means and whether to try
 *       again.
 *   <li>{@code feed}: what several copies read at the same time is read once.
 *   <li>{@code manifests}: manifests and indexes as bytes with a meaning.
 *   <li>{@code pace}: how many bytes and requests a registry gets in a second.
 *   <li>{@code transport}: one exchange, over HTTP or with something in this process; the only
 *       package that knows the HTTP library.
 *   <li>{@code stores}: images that lie in files, answered for as if by a registry.
 *   <li>{@code prepare}: what a target wants to be there before a push, told or made.
 *   <li>{@code sample}: real images made up for demos and tests, and the proof that a copy is one.
 * </ul>
 *
 * <p>Imports {@code io.waybill.schemas} and Jackson.
 */
@NullMarked
package io.waybill.registry;

import org.jspecify.annotations.NullMarked;
