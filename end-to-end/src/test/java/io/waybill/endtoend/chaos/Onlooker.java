package io.waybill.endtoend.chaos;

/** Sees what passes a {@link FaultProxy}, before it passes. */
@FunctionalInterface
interface Onlooker {
  /**
   * A piece is about to pass.
   *
   * @param connection the same of all pieces of one connection, and of no other
   * @param toServer or back to the client
   * @param piece its bytes, each as a character (ISO 8859-1)
   */
  void see(Object connection, boolean toServer, String piece);
}
