package io.waybill.cli;

import java.net.URI;

/** Addresses to call, from those to listen on. */
public final class Addresses {
  private Addresses() {}

  /** Where this machine reaches what listens there; an address that stands for all is loopback. */
  public static URI reach(String host, int port) {
    return reach("http", host, port);
  }

  /** The same by http or https. */
  public static URI reach(String scheme, String host, int port) {
    String name =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return URI.create(scheme + "://" + name + ":" + port);
  }
}
