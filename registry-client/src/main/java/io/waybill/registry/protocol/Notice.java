package io.waybill.registry.protocol;

/** What somebody has to hear before something is sent that the registry may tell others of. */
@FunctionalInterface
public interface Notice {
  /** Nobody has to hear of it. */
  Notice NONE = () -> {};

  /**
   * Gives the notice. What it is about is not sent before this returns, and never if it throws. It
   * is given again before each further try that may be a second time for the registry.
   */
  void give() throws InterruptedException;
}
