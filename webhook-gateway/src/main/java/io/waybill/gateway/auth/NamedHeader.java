package io.waybill.gateway.auth;

/** The secret as it is, in a header of any name, as Artifactory, Azure ACR and others send it. */
public final class NamedHeader implements Authenticator {
  private final String webhook;
  private final String header;
  private final SharedSecrets secrets;

  /** Accepts any of the secrets in this header, for the webhook with this name. */
  public NamedHeader(String webhook, String header, SharedSecrets secrets) {
    this.webhook = webhook;
    this.header = header;
    this.secrets = secrets;
  }

  @Override
  public Verdict check(Evidence evidence) {
    String value = evidence.header(header);
    if (secrets.matchesHeader(value)) {
      return Verdict.ACCEPTED;
    }
    return Verdict.refused(
        value.isEmpty()
            ? "it has no header " + header
            : "its header " + header + " holds another secret");
  }

  @Override
  public Ask ask() {
    return new Ask(
        "its secret, as it is, in the header " + header,
        "Set the header in the registry to " + Ask.secretOf(webhook) + ".",
        Ask.OTHER);
  }
}
