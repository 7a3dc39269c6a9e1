/** Tests of history. */
@NullMarked
package io.waybill.api.notifications;

import org.jspecify.annotations.NullMarked;
