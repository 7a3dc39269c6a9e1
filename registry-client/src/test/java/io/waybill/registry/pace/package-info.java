/** Tests of the pace, by a clock of their own. */
@NullMarked
package io.waybill.registry.pace;

import org.jspecify.annotations.NullMarked;
