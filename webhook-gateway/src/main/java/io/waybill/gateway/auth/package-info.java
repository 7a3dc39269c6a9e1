/**
 * Who may post to a webhook. {@link io.waybill.gateway.auth.Proofs} makes an {@link
 * io.waybill.gateway.auth.Access} of what is configured and what the sender's type can do; an
 * {@link io.waybill.gateway.auth.Authenticator}, one class for each scheme that senders use, turns
 * a request's {@link io.waybill.gateway.auth.Evidence} into a {@link
 * io.waybill.gateway.auth.Verdict}.
 *
 * <p>Nothing here logs, and no reason that is given here holds a secret. Imports {@code senders}
 * (how each signs) and the chassis' configuration.
 */
@NullMarked
package io.waybill.gateway.auth;

import org.jspecify.annotations.NullMarked;
