/**
 * Who says that somebody is who: signed tokens of an OpenID Connect issuer, checked by {@link
 * io.waybill.chassis.identity.TokenVerifier} with the keys that the issuer publishes ({@link
 * io.waybill.chassis.identity.IssuerKeys}). {@link io.waybill.chassis.identity.Fetcher} is how keys
 * and certificates are fetched: little, soon, and from nowhere else. Imports Nimbus' JOSE library,
 * which reads keys and tokens; no type of it is seen outside.
 */
@NullMarked
package io.waybill.chassis.identity;

import org.jspecify.annotations.NullMarked;
