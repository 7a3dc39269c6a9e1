package io.waybill.gateway.senders;

/** Why an entry of a body makes no event. The labels are values of a metric, so public. */
public enum IgnoreReason {
  /** Somebody read. */
  PULL("pull"),
  /** A blob was linked from another repository; the manifest that needs it follows. */
  MOUNT("mount"),
  /** A layer or configuration was pushed; the manifest that needs it follows. */
  BLOB("blob"),
  /** The sender tries whether the address answers. */
  PING("ping"),
  /** The sender begins or ends a subscription, and asks whether that is wanted. */
  SUBSCRIPTION("subscription"),
  /** A chart, package or file that is no image. */
  OTHER_ARTIFACT("other-artifact"),
  /** Another registry than the one that the webhook is about. */
  OTHER_REGISTRY("other-registry"),
  /** A repository outside of the webhook's prefix. */
  OTHER_REPOSITORY("other-repository"),
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
