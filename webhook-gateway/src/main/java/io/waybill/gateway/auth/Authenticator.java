package io.waybill.gateway.auth;

/**
 * Whether a request comes from the configured sender: one class for each scheme. Safe for any
 * number of threads. May wait for an issuer's keys, for seconds.
 */
public sealed interface Authenticator
    permits AllOf,
        Anyone,
        AuthorizationHeader,
        BearerToken,
        ClientCertificate,
        EitherOf,
        NamedHeader,
        SecretPath,
        SignedBody,
        SnsSignature {
  /** Looks at what the request shows. Secrets are compared in constant time. */
  Verdict check(Evidence evidence);

  /** What it asks for. */
  Ask ask();
}
