package io.waybill.chassis.identity;

import java.util.Map;

/** What is made of a token. */
public sealed interface TokenCheck {
  /**
   * The issuer has issued it, for this audience, and it holds now.
   *
   * @param claims what it says; values as JSON has them
   */
  record Valid(Map<String, Object> claims) implements TokenCheck {}

  /**
   * It is not to be believed.
   *
   * @param reason why, for the log: a clause without anything of the token
   */
  record Invalid(String reason) implements TokenCheck {}

  /**
   * That cannot be said now, because the issuer's keys cannot be fetched.
   *
   * @param reason why: a clause
   */
  record Unknown(String reason) implements TokenCheck {}
}
