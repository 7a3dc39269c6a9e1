package io.waybill.gateway.auth;

/**
 * The secret at the end of the address, for senders that can be told an address and nothing else
 * (Quay, Docker Hub, Alibaba).
 */
public final class SecretPath implements Authenticator {
  private final String webhook;
  private final SharedSecrets secrets;

  /** Accepts any of the secrets, for the webhook with this name. */
  public SecretPath(String webhook, SharedSecrets secrets) {
    this.webhook = webhook;
    this.secrets = secrets;
  }

  @Override
  public Verdict check(Evidence evidence) {
    String value = evidence.pathSecret().orElse("");
    if (secrets.matches(value)) {
      return Verdict.ACCEPTED;
    }
    return Verdict.refused(
        value.isEmpty() ? "its address has no secret" : "its address has another secret");
  }

  @Override
  public Ask ask() {
    return new Ask(
        "its secret at the end of their address, /webhooks/" + webhook + "/key/<secret>",
        "Set the address in the registry to this one, with "
            + Ask.secretOf(webhook)
            + " (percent-encoded where it has characters other than letters, digits and -._~).",
        Ask.OTHER);
  }
}
