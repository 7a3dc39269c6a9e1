/** Tests of scans and schedules. */
@NullMarked
package io.waybill.api.scans;

import org.jspecify.annotations.NullMarked;
