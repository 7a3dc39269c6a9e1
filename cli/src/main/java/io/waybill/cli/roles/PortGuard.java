package io.waybill.cli.roles;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;

/**
 * Looks whether the roles' ports are free before the servers are started, which takes seconds; the
 * roles look again when they bind them.
 */
final class PortGuard {
  private PortGuard() {}

  /**
   * Guards the ports of all roles.
   *
   * @throws StartException when somebody listens on one of them
   */
  static void requireFree(WaybillConfig config) throws StartException {
    requireFree(config.gateway().host(), config.gateway().port(), "gateway.port");
    requireFree(config.api().host(), config.api().port(), "api.port");
    requireFree(config.worker().host(), config.worker().port(), "worker.port");
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
