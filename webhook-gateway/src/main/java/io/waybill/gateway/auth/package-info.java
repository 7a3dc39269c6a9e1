/**
 * Who may post to a webhook: {@link io.waybill.gateway.auth.Authenticator}, one class for each
 * scheme that senders use. Imports the chassis' {@code Secret} only.
 */
@NullMarked
package io.waybill.gateway.auth;

import org.jspecify.annotations.NullMarked;
