package io.waybill.gateway.auth;

/**
 * One of two things has to be shown.
 *
 * @param usual what is asked for first
 * @param other what will do as well
 */
record EitherOf(Authenticator usual, Authenticator other) implements Authenticator {
  @Override
  public Verdict check(Evidence evidence) {
    Verdict verdict = other.check(evidence);
    return verdict instanceof Verdict.Accepted ? verdict : usual.check(evidence);
  }

  @Override
  public Ask ask() {
    Ask first = usual.ask();
    Ask second = other.ask();
    return new Ask(
        first.shown() + "; or, at this address, " + second.shown(),
        second.remedy(),
        second.challenge());
  }
}
