/**
 * Why something failed: the public {@link io.waybill.schemas.failures.FailureCode}s, who is to
 * blame, what retries it, and the {@link io.waybill.schemas.failures.Failure} that carries one with
 * its sentence and the registry's own words. Imports Jackson's annotations and names.
 */
@NullMarked
package io.waybill.schemas.failures;

import org.jspecify.annotations.NullMarked;
