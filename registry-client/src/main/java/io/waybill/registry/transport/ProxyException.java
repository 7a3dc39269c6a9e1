package io.waybill.registry.transport;

import io.waybill.registry.ProxyServer;
import java.io.IOException;

/** A proxy did not lead to the registry. Its message is the reason for people. */
public final class ProxyException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What the proxy is to blame for. */
  public enum Kind {
    /** It could not be reached, or could not reach the registry itself. */
    UNREACHABLE,
    /** It wants an account, or another one (407). */
    UNAUTHORIZED,
    /** It does not let us go there (403). */
    DENIED
  }

  private final Kind kind;

  private ProxyException(Kind kind, String why, Throwable cause) {
    super(why, cause);
    this.kind = kind;
  }

  private ProxyException(Kind kind, String why) {
    super(why);
    this.kind = kind;
  }

  static ProxyException unreachable(ProxyServer proxy, IOException cause) {
    return new ProxyException(
        Kind.UNREACHABLE,
        "no connection to the proxy " + proxy.address() + " could be made (" + words(cause) + ")",
        cause);
  }

  static ProxyException answered(ProxyServer proxy, String target, int status) {
    String who = "the proxy " + proxy.address();
    return switch (status) {
      case 407 ->
          new ProxyException(
              Kind.UNAUTHORIZED,
              proxy.account().isPresent()
                  ? who + " refused its account (407): check the username and the password for it"
                  : who + " asks for an account (407): give it a username and a password");
      case 403 ->
          new ProxyException(Kind.DENIED, who + " does not lead to " + target + " (it said 403)");
      default ->
          new ProxyException(
              Kind.UNREACHABLE, who + " could not reach " + target + " (it said " + status + ")");
    };
  }

  /** What the proxy is to blame for. */
  public Kind kind() {
    return kind;
  }

  private static String words(IOException cause) {
    return cause instanceof java.net.UnknownHostException
        ? "its host name cannot be resolved"
        : String.valueOf(cause.getMessage());
  }
}
