/**
 * Who may do what: challenges, scopes and tokens (the Docker and OCI token protocol).
 *
 * <p>The entry type is {@link io.waybill.registry.auth.Authorizer}, one for each registry: it knows
 * the registry's challenge once it has been seen, keeps a token for each set of scopes ({@link
 * io.waybill.registry.auth.TokenKeeper}), and fetches a new one before the old one ends ({@link
 * io.waybill.registry.auth.TokenPuller}). The account comes from the endpoint's {@link
 * io.waybill.registry.CredentialSource}. Imports {@code transport}, {@code failures} and schemas.
 */
@NullMarked
package io.waybill.registry.auth;

import org.jspecify.annotations.NullMarked;
