/** Tests of history. */
@NullMarked
package io.waybill.api.registries;

import org.jspecify.annotations.NullMarked;
