/** Tests of the scanner; {@link io.waybill.worker.scan.FakeRegistry} is what it looks over. */
@NullMarked
package io.waybill.worker.scan;

import org.jspecify.annotations.NullMarked;
