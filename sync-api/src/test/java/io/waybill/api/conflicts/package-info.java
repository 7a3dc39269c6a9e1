/** What rules do to each other. */
@NullMarked
package io.waybill.api.conflicts;

import org.jspecify.annotations.NullMarked;
