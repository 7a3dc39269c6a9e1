package io.waybill.gateway.auth;

/** What is made of a request's {@link Evidence}. */
public sealed interface Verdict {
  /** It comes from the configured sender. */
  record Accepted() implements Verdict {}

  /**
   * It does not show what it has to. The sender is told the same whatever was wrong.
   *
   * @param reason why, for the log: a clause without any secret
   */
  record Refused(String reason) implements Verdict {}

  /**
   * That cannot be said now, because what it is checked with cannot be had. It is neither let in
   * nor turned away for good.
   *
   * @param reason why, for the sender and the log: a clause without any secret
   */
  record Undecided(String reason) implements Verdict {}

  /** Accepted. */
  Verdict ACCEPTED = new Accepted();

  /** Refused for this reason. */
  static Verdict refused(String reason) {
    return new Refused(reason);
  }
}
