package io.waybill.registry.clouds;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.prepare.SpaceMaker.Verdict;
import io.waybill.schemas.failures.FailureCode;

/** What clouds say to who pushes into what is not there. */
final class Refusals {
  private Refusals() {}

  /**
   * Of a cloud that says plainly that something is missing, or else the same as to who may not
   * push, so that nobody learns what there is.
   */
  static Verdict missingOrPerhaps(RegistryException refusal) {
    if (refusal.code() == FailureCode.TARGET_REPOSITORY_MISSING) {
      return Verdict.MISSING;
    }
    boolean refused = refusal.hasStatus(401) || refusal.hasStatus(403);
    boolean about =
        refusal.code() == FailureCode.UNAUTHORIZED || refusal.code() == FailureCode.DENIED;
    return refused && about ? Verdict.PERHAPS_MISSING : Verdict.UNCONCERNED;
  }
}
