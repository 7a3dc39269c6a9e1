/** Tests of the audit trail. */
@NullMarked
package io.waybill.api.audit;

import org.jspecify.annotations.NullMarked;
