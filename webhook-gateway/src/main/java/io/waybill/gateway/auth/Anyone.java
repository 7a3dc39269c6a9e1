package io.waybill.gateway.auth;

/**
 * Nothing is asked for: whoever reaches the listener may post. For loopback listeners only, and not
 * for pages in a browser on this machine: those of any site could post, and no registry is one.
 */
public record Anyone() implements Authenticator {
  @Override
  public Verdict check(Evidence evidence) {
    // Browsers set both themselves (Fetch, 3.2; Fetch Metadata, 2), and let no page change them.
    return evidence.header("Origin").isEmpty() && evidence.header("Sec-Fetch-Site").isEmpty()
        ? Verdict.ACCEPTED
        : Verdict.refused("a page in a browser has sent it");
  }

  @Override
  public Ask ask() {
    return new Ask(
        "nothing",
        "It comes from a page in a browser, and those may not post where no secret is asked for.",
        Ask.OTHER);
  }
}
