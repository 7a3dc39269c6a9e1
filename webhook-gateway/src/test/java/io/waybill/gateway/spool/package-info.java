/** What the spool promises, on a real disk and with real kills. */
@NullMarked
package io.waybill.gateway.spool;

import org.jspecify.annotations.NullMarked;
