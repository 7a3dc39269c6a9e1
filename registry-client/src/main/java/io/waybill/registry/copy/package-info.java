/**
 * Makes a target equal to a source; the entry type is {@link io.waybill.registry.copy.CopyEngine}.
 */
@NullMarked
package io.waybill.registry.copy;

import org.jspecify.annotations.NullMarked;
