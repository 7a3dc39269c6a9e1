package io.waybill.schemas.failures;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/**
 * Why an attempt failed. The names are public API: they are stored in history, printed by the
 * command line, and matched on by scripts and alert rules. A code is never renamed or removed. A
 * code that a later version added is read as {@link #INTERNAL}, with its own reason and hint.
 */
public enum FailureCode {
  /** Overwrite is off and the target tag points to something else. */
  IMAGE_EXISTS(
      Blame.RULE,
      Remedy.PERMANENT,
      "Set the rule's overwrite to always or backup, or remove the target tag, then replay."),
  /** The attempt, or a request in it, took longer than it may. */
  TIMEOUT(
      Blame.NETWORK,
      Remedy.TRANSIENT,
      "It is tried again. If it keeps happening, raise the rule's timeout or look at the link."),
  /** A connection could not be made, or broke. */
  NETWORK(
      Blame.NETWORK,
      Remedy.TRANSIENT,
      "It is tried again. Check that the worker reaches the registry (DNS, route, proxy,"
          + " firewall)."),
  /** The source has no such repository, tag or digest. */
  SOURCE_NOT_FOUND(
      Blame.SOURCE,
      Remedy.PERMANENT,
      "Push the image to the source again, or ignore this if it was deleted on purpose."),
  /** The registry does not accept the credentials (401). */
  UNAUTHORIZED(
      Blame.CONFIGURATION,
      Remedy.PERMANENT,
      "Set the registry's username and password in the configuration, then replay."),
  /** The registry knows the account but does not let it do this (403). */
  DENIED(
      Blame.CONFIGURATION,
      Remedy.PERMANENT,
      "Give the account pull rights on the source and push rights on the target, then replay."),
  /** The target registry does not make repositories by itself, and this one is missing. */
  TARGET_REPOSITORY_MISSING(
      Blame.TARGET,
      Remedy.PERMANENT,
      "Create the repository (project, organisation, namespace) at the target, then replay."),
  /** The target's storage quota is used up. */
  QUOTA_EXCEEDED(
      Blame.TARGET, Remedy.PERMANENT, "Free space or raise the quota at the target, then replay."),
  /** The registry asks for fewer requests (429). */
  RATE_LIMITED(
      Blame.REGISTRY,
      Remedy.TRANSIENT,
      "It is tried again when the registry allows it. Log in, or lower requestsPerSecond."),
  /** The target forbids that this tag is moved. */
  TAG_IMMUTABLE(
      Blame.TARGET,
      Remedy.PERMANENT,
      "Exclude the tag from the target's immutability rule, or leave it out of the sync rule."),
  /** The target does not store manifests or blobs of this type. */
  MEDIA_TYPE_REJECTED(
      Blame.TARGET,
      Remedy.PERMANENT,
      "The target registry does not take this kind of artifact: upgrade it, or exclude the image."),
  /** The target does not store blobs of this size. */
  BLOB_TOO_LARGE(
      Blame.TARGET,
      Remedy.PERMANENT,
      "Raise the target's limit (also of the proxy before it), or make the layer smaller."),
  /** The bytes are not those that the digest promises. */
  DIGEST_MISMATCH(
      Blame.REGISTRY,
      Remedy.TRANSIENT,
      "It is tried again. If it stays, the content is damaged at the registry: push it again."),
  /** The manifest is not one, is too large, or names content that is not there. */
  MANIFEST_INVALID(
      Blame.SOURCE, Remedy.PERMANENT, "Push the image to the source again with a current tool."),
  /** The image has none of the platforms that were selected. */
  PLATFORM_NOT_FOUND(
      Blame.RULE,
      Remedy.PERMANENT,
      "Select platforms that the image has, or leave the image out of the sync rule."),
  /** The target takes no index some of whose platforms are not there. */
  SPARSE_INDEX_REFUSED(
      Blame.RULE,
      Remedy.PERMANENT,
      "Set platformMode to rebuilt (a new index, with a digest of its own), or copy all"
          + " platforms."),
  /** A rule or a request names a registry that the worker's configuration does not have. */
  REGISTRY_UNKNOWN(
      Blame.CONFIGURATION,
      Remedy.PERMANENT,
      "Add the registry to the workers' configuration, or correct the rule, then replay."),
  /** A tag is not deleted because it cannot be shown that nothing else goes with it. */
  DELETE_REFUSED(
      Blame.RULE,
      Remedy.PERMANENT,
      "Read the reason. If the tag is to go all the same, delete it at the target yourself."),
  /** The target allows no deletes, or not to this account in this way (405). */
  DELETE_UNSUPPORTED(
      Blame.TARGET,
      Remedy.PERMANENT,
      "Allow deletes at the target (docker distribution: storage.delete.enabled), then replay; or"
          + " set the rule's deletes to ignore."),
  /** The rule protects the tag from being deleted. */
  TAG_PROTECTED(
      Blame.RULE,
      Remedy.PERMANENT,
      "That is what deletes.protectTags of the rule is for. Change it there if the tag may go."),
  /** The registry's certificate is not trusted, or TLS could not be agreed on. */
  TLS(
      Blame.CONFIGURATION,
      Remedy.PERMANENT,
      "Name the registry's certificate authority with ca, or use the address in its certificate."),
  /** The registry failed (5xx), or answered with what no registry may answer. */
  REGISTRY_ERROR(
      Blame.REGISTRY, Remedy.TRANSIENT, "It is tried again. Look at the registry's own log."),
  /** The registry keeps failing, and is left alone until it answers again. */
  REGISTRY_DOWN(
      Blame.REGISTRY,
      Remedy.TRANSIENT,
      "It waits, and is tried when the registry answers again. Look at the registry, and at the way"
          + " to it."),
  /** Someone cancelled the task. */
  CANCELLED(Blame.NOBODY, Remedy.PERMANENT, "Replay the task if it is wanted after all."),
  /** A defect of Waybill. */
  @JsonEnumDefaultValue
  INTERNAL(
      Blame.WAYBILL,
      Remedy.TRANSIENT,
      "This is a defect: please report it with the task's record.");

  /** Whose move it is. */
  public enum Blame {
    /** The rule says so. */
    RULE,
    /** The configuration of Waybill or the rights of its account. */
    CONFIGURATION,
    /** The source registry or its content. */
    SOURCE,
    /** The target registry. */
    TARGET,
    /** Either registry. */
    REGISTRY,
    /** What lies between. */
    NETWORK,
    /** Waybill itself. */
    WAYBILL,
    /** Nobody: it was asked for. */
    NOBODY
  }

  /** Whether the same thing can succeed later with nobody's help. */
  public enum Remedy {
    /** Tried again by itself. */
    TRANSIENT,
    /** Fails at once; a replay is worth it after somebody acted. */
    PERMANENT
  }

  private final Blame blame;
  private final Remedy remedy;
  private final String hint;

  FailureCode(Blame blame, Remedy remedy, String hint) {
    this.blame = blame;
    this.remedy = remedy;
    this.hint = hint;
  }

  /** Whose move it is. */
  public Blame blame() {
    return blame;
  }

  /** Whether it is tried again by itself. */
  public boolean isTransient() {
    return remedy == Remedy.TRANSIENT;
  }

  /** What the reader can do, as a sentence or two. */
  public String hint() {
    return hint;
  }
}
