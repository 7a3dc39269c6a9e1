package io.waybill.gateway.senders;

/** Why an entry of a body makes no event. The labels are values of a metric, so public. */
public enum IgnoreReason {
  /** Somebody read. */
  PULL("pull"),
  /** A blob was linked from another repository; the manifest that needs it follows. */
  MOUNT("mount"),
  /** A layer or configuration was pushed; the manifest that needs it follows. */
  BLOB("blob"),
  /** Something that Waybill has no use for. */
  OTHER_ACTION("other-action");

  private final String label;

  IgnoreReason(String label) {
    this.label = label;
  }

  /** The value of the metric's tag {@code reason}. */
  public String label() {
    return label;
  }
}
