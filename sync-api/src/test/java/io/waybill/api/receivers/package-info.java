/** Tests of history. */
@NullMarked
package io.waybill.api.receivers;

import org.jspecify.annotations.NullMarked;
