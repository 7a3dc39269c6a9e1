package io.waybill.registry.protocol;

/** What came of asking a registry to link a blob from another repository of its own. */
public sealed interface MountOutcome {
  /** The blob is there now (201). */
  record Mounted() implements MountOutcome {}

  /** It could not be linked, and an upload was opened instead (202). */
  record SessionOpened(UploadSession session) implements MountOutcome {}

  /** The registry will not do it; an upload is still possible. */
  record Refused() implements MountOutcome {}
}
