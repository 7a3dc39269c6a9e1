/**
 * The standing intent: what is kept in step with what, and how.
 *
 * <p>The entry type is {@link io.waybill.schemas.rules.Rule}. Rules are validated in their
 * constructors, so that a rule that exists is a rule that can run. Imports names and Jackson's
 * annotations.
 */
@NullMarked
package io.waybill.schemas.rules;

import org.jspecify.annotations.NullMarked;
