/**
 * Quantities as people write them: {@link io.waybill.schemas.units.TimeSpan} ({@code 90s}, {@code
 * 2h}), {@link io.waybill.schemas.units.ByteSize} ({@code 50MiB}) and {@link
 * io.waybill.schemas.units.ByteRate} ({@code 200MiB/s}). Used by rules and by the configuration;
 * imports Jackson's annotations only.
 */
@NullMarked
package io.waybill.schemas.units;

import org.jspecify.annotations.NullMarked;
