/** Tests of history. */
@NullMarked
package io.waybill.api.deletes;

import org.jspecify.annotations.NullMarked;
