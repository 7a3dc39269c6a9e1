package io.waybill.chassis.life;

/** Something that was started and has to be stopped. */
public interface Service extends AutoCloseable {
  /** What it is, for logs: "the gateway's server". */
  String name();

  /** Stops it in good order; a second call does nothing. */
  @Override
  void close();
}
