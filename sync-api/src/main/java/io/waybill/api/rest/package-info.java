/**
 * REST under {@code /api/v1}: one class for each resource, each with its routes; {@code
 * openapi.yaml} beside them says the same, and a test compares the two.
 *
 * <p>The entry type is {@link io.waybill.api.rest.ApiRoutes}. May import everything of this module
 * but its entry class, and the chassis' HTTP.
 */
@NullMarked
package io.waybill.api.rest;

import org.jspecify.annotations.NullMarked;
