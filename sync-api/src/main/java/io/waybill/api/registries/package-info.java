/**
 * How the registries are, out of what history says: {@link io.waybill.api.registries.RegistryWatch}
 * writes it down, {@link io.waybill.api.registries.RegistryHealthStore} reads it. No registry is
 * asked. May import schemas, {@code io.waybill.api.database} and {@code io.waybill.api.records}.
 */
@NullMarked
package io.waybill.api.registries;

import org.jspecify.annotations.NullMarked;
