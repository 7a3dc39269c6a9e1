/**
 * Who asks the API, and what they may: {@link io.waybill.api.access.Authenticator} makes a {@link
 * io.waybill.api.access.Caller} of what a request shows, with a role and a {@link
 * io.waybill.api.access.Scope}. Routes say which role they need; stores filter by the scope.
 *
 * <p>Knows no table and no route. May import schemas and the chassis' configuration, identity and
 * HTTP.
 */
@NullMarked
package io.waybill.api.access;

import org.jspecify.annotations.NullMarked;
