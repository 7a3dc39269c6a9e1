package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryMemory.Ability;
import io.waybill.schemas.failures.FailureCode;
import java.util.Set;

/** What the failures of one upload say about the registry and its sessions. For one thread. */
final class UploadFaults {
  /** The answers to a part of registries that take a blob in one piece only. */
  private static final Set<Integer> PARTS_UNKNOWN = Set.of(400, 405, 501);

  private final RegistryMemory memory;
  private long tokenEndedAt = -1;
  private int lostParts;

  UploadFaults(RegistryMemory memory) {
    this.memory = memory;
  }

  /**
   * Whether the token ended in the middle: the next request fetches a new one. Where nothing was
   * moved since the last time, the account was refused.
   */
  boolean isTokenEnded(RegistryException failure, long offset) {
    if (failure.code() != FailureCode.UNAUTHORIZED || failure.isSpent() || tokenEndedAt == offset) {
      return false;
    }
    tokenEndedAt = offset;
    return true;
  }

  /**
   * Whether the registry takes uploads in one piece only, as Google's Artifact Registry does
   * (cloud.google.com/artifact-registry/docs/reference/docker-api: "does not support Docker chunked
   * uploads"). Remembered.
   */
  boolean isPartRefused(RegistryException failure) {
    return isOneOf(failure, PARTS_UNKNOWN)
        && !isAboutSession(failure)
        && !memory.has(Ability.PARTS)
        && forgetParts();
  }

  /** The same of a part that began where the registry says that it should. */
  boolean isPartRefusedAt(RegistryException failure) {
    return isOneOf(failure, Set.of(404, 416)) && !memory.has(Ability.PARTS) && forgetParts();
  }

  /** Whether the registry knows no PATCH at all. Remembered. */
  boolean isPatchRefused(RegistryException failure) {
    return isOneOf(failure, Set.of(405, 501)) && !memory.has(Ability.PARTS) && forgetParts();
  }

  /**
   * The session is gone. Where that happens at a part again and again, and parts were never taken
   * before, it is the registry's way of refusing them.
   */
  void lost(RegistryException failure, boolean part) {
    if (part
        && failure.answer().isPresent()
        && failure.answer().get().status() / 100 == 4
        && !failure.hasStatus(401)
        && !memory.has(Ability.PARTS)
        && ++lostParts > 1) {
      forgetParts();
    }
  }

  private boolean forgetParts() {
    memory.learn(Ability.PARTS, false);
    return true;
  }

  private static boolean isAboutSession(RegistryException failure) {
    return failure
        .answer()
        .filter(answer -> answer.has("BLOB_UPLOAD_INVALID") || answer.has("BLOB_UPLOAD_UNKNOWN"))
        .isPresent();
  }

  private static boolean isOneOf(RegistryException failure, Set<Integer> statuses) {
    return failure.answer().filter(answer -> statuses.contains(answer.status())).isPresent();
  }
}
