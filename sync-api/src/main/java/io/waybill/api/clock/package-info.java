/**
 * The clock that everything in the database waits by: {@link io.waybill.api.clock.DatabaseClock}
 * notices that it was set back. Knows the columns of other packages that hold a time to wait for;
 * may import {@code io.waybill.api.database}.
 */
@NullMarked
package io.waybill.api.clock;

import org.jspecify.annotations.NullMarked;
