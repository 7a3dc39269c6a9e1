package io.waybill.gateway.auth;

import java.util.Optional;

/**
 * Who may post to a webhook.
 *
 * @param deliveries checks what senders post
 * @param trials checks who wants to see what a body would become: as senders do, or with the secret
 *     as a bearer's, since nobody computes an HMAC by hand
 * @param secretInPath whether the secret is part of the address
 * @param subscription what else accepted messages may be about, for those of SNS
 */
public record Access(
    Authenticator deliveries,
    Authenticator trials,
    boolean secretInPath,
    Optional<SnsSubscription> subscription) {}
