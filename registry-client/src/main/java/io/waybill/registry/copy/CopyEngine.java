package io.waybill.registry.copy;

/** Makes a target equal to a source. */
public interface CopyEngine {
  /**
   * Makes the target what the source is now: "make the target tag equal to what the source tag is
   * now", not "copy this old digest". Blocks until it is so.
   *
   * <p>An interrupt of the calling thread stops the copy promptly and cleanly (upload sessions are
   * cancelled); it ends with {@code CANCELLED} and the thread's interrupt flag set.
   *
   * @throws CopyFailure where the target could not be made equal
   */
  CopyReport copy(CopyRequest request, CopyListener listener) throws CopyFailure;
}
