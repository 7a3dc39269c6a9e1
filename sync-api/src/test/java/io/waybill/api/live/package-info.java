/** Tests of the live stream. */
@NullMarked
package io.waybill.api.live;

import org.jspecify.annotations.NullMarked;
