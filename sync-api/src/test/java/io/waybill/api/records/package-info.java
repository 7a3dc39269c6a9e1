/** Tests of history. */
@NullMarked
package io.waybill.api.records;

import org.jspecify.annotations.NullMarked;
