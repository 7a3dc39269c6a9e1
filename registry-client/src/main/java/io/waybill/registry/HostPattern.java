package io.waybill.registry;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** One entry of a list of hosts, as NO_PROXY has them. */
sealed interface HostPattern {
  /** Whether the host, in its comparable form, is meant. */
  boolean fits(String host);

  /** {@code *}. */
  record Any() implements HostPattern {
    @Override
    public boolean fits(String host) {
      return true;
    }
  }

  /** A name or an address, and the names below it; or those alone. */
  record Domain(String name, boolean itself) implements HostPattern {
    @Override
    public boolean fits(String host) {
      return host.endsWith("." + name) || (itself && host.equals(name));
    }
  }

  /** A network. */
  record Network(InetAddress base, int bits) implements HostPattern {
    @Override
    public boolean fits(String host) {
      return literal(host).filter(this::holds).isPresent();
    }

    private boolean holds(InetAddress address) {
      byte[] mine = base.getAddress();
      byte[] other = address.getAddress();
      int whole = bits / 8;
      int mask = (0xFF00 >> (bits % 8)) & 0xFF;
      return mine.length == other.length
          && Arrays.equals(mine, 0, whole, other, 0, whole)
          && (mask == 0 || (mine[whole] & mask) == (other[whole] & mask));
    }
  }

  /**
   * The pattern in this text.
   *
   * @throws IllegalArgumentException where there is none
   */
  static HostPattern parse(String text) {
    if (text.equals("*")) {
      return new Any();
    }
    int slash = text.indexOf('/');
    if (slash > 0) {
      return network(text, slash);
    }
    String name = Route.comparable(text);
    if (name.startsWith("*.")) {
      name = name.substring(1);
    }
    boolean below = name.startsWith(".");
    if (name.isEmpty() || name.equals(".") || name.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("\"" + text + "\" is no host, domain or network");
    }
    return new Domain(below ? name.substring(1) : name, !below);
  }

  private static Network network(String text, int slash) {
    Optional<InetAddress> base = literal(text.substring(0, slash));
    String bits = text.substring(slash + 1);
    if (base.isEmpty()
        || !bits.matches("[0-9]{1,3}")
        || Integer.parseInt(bits) > base.get().getAddress().length * 8) {
      throw new IllegalArgumentException("\"" + text + "\" is no network such as 10.0.0.0/8");
    }
    return new Network(base.get(), Integer.parseInt(bits));
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(Route.comparable(host)));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }
}
