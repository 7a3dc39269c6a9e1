package io.waybill.registry;

/** A variable of the environment names a proxy that cannot be used; the message is for people. */
public final class UnusableProxyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableProxyException(String variable, String why) {
    super("The environment variable " + variable + " " + why);
  }
}
