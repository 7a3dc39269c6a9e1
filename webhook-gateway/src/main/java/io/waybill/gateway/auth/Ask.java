package io.waybill.gateway.auth;

/**
 * What an {@link Authenticator} asks for, in words for whoever sets the sender up.
 *
 * @param shown what a request has to show: ends a sentence that begins "requests that show"
 * @param remedy what to do where it does not: a sentence
 * @param challenge the {@code WWW-Authenticate} of a 401 (RFC 9110, section 11.6.1)
 */
public record Ask(String shown, String remedy, String challenge) {
  /** For schemes that HTTP knows nothing of; a challenge there has to be. */
  static final String OTHER = "Webhook realm=\"waybill\"";

  /** Where a token or a secret is borne. */
  static final String BEARER = "Bearer realm=\"waybill\"";

  /** The setting of the secret, of the webhook with this name. */
  static String secretOf(String webhook) {
    return "the secret of webhooks." + webhook + " in Waybill's configuration";
  }
}
