package io.waybill.schemas.failures;

import org.jspecify.annotations.Nullable;

/**
 * One failure, told to a person.
 *
 * @param code the stable code
 * @param reason one sentence: what was tried, on what, and why it did not work; never a secret
 * @param registryError the registry's own words (status and its {@code errors[]}), where it said
 *     any
 * @param hint what to do next
 * @param retryAfterMs how long the registry asked to be left alone, in milliseconds, where it did
 */
public record Failure(
    FailureCode code,
    String reason,
    @Nullable String registryError,
    String hint,
    @Nullable Long retryAfterMs) {

  /** A failure with the code's own hint and nothing said by a registry. */
  public static Failure of(FailureCode code, String reason) {
    return new Failure(code, reason, null, code.hint(), null);
  }
}
