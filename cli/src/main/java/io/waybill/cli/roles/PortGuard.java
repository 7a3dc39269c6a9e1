package io.waybill.cli.roles;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks whether the roles' ports are free before the servers are started, which takes seconds; the
 * roles look again when they bind them.
 */
final class PortGuard {
  private PortGuard() {}

  /**
   * Guards the ports of all roles.
   *
   * @throws StartException when somebody listens on one of them, or two of them are the same
   */
  static void requireFree(WaybillConfig config) throws StartException {
    Optional<String> clash = findClash(config);
    if (clash.isPresent()) {
      throw new StartException(clash.get());
    }
    requireFree(config.gateway().host(), config.gateway().port(), "gateway.port");
    requireFree(config.api().host(), config.api().port(), "api.port");
    requireFree(config.worker().host(), config.worker().port(), "worker.port");
  }

  /** Why the roles cannot run in one process, where two of them would listen at one place. */
  static Optional<String> findClash(WaybillConfig config) {
    List<Place> places =
        List.of(
            new Place("gateway.port", config.gateway().host(), config.gateway().port()),
            new Place("api.port", config.api().host(), config.api().port()),
            new Place("worker.port", config.worker().host(), config.worker().port()));
    for (int one = 0; one < places.size(); one++) {
      for (Place other : places.subList(one + 1, places.size())) {
        if (places.get(one).isAlso(other)) {
          return Optional.of(
              "%s and %s are both %d on one machine: set one of them to another port."
                  .formatted(places.get(one).key, other.key, other.port));
        }
      }
    }
    return Optional.empty();
  }

  /** Where a role listens. */
  private record Place(String key, String host, int port) {
    boolean isAlso(Place other) {
      return port != 0
          && port == other.port
          && (host.equals(other.host) || isEverywhere() || other.isEverywhere());
    }

    private boolean isEverywhere() {
      return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }
  }

  private static void requireFree(String host, int port, String key) throws StartException {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (BindException taken) {
      throw new StartException(
          "Port %d on %s is in use by another process: stop it, or set %s (WAYBILL_%s)."
              .formatted(port, host, key, key.toUpperCase(Locale.ROOT).replace('.', '_')),
          taken);
    } catch (IOException other) {
      throw new StartException(
          "Tried to listen on %s:%d (%s), but failed because: %s"
              .formatted(host, port, key, other.getMessage()),
          other);
    }
  }
}
