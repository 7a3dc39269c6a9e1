/**
 * The standing intent: what is kept in step with what, and how.
 *
 * <p>The entry type is {@link io.waybill.schemas.rules.Rule}. Rules are validated in their
 * constructors, so that a rule that exists is a rule that can run. Which names are meant is said by
 * {@link io.waybill.schemas.rules.NamePattern}s, which match in linear time whatever is written.
 * Imports names, Jackson's annotations and RE2/J.
 */
@NullMarked
package io.waybill.schemas.rules;

import org.jspecify.annotations.NullMarked;
