package io.waybill.gateway.auth;

/** Nothing is asked for: whoever reaches the listener may post. For loopback listeners only. */
public record Anyone() implements Authenticator {
  @Override
  public Verdict check(Evidence evidence) {
    return Verdict.ACCEPTED;
  }

  @Override
  public Ask ask() {
    return new Ask("nothing", "Nothing has to be done.", Ask.OTHER);
  }
}
