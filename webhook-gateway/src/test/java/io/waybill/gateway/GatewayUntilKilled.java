package io.waybill.gateway;

import io.waybill.chassis.config.ConfigLoader;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.logging.Logging;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A gateway in a process of its own: {@code CONFIGURATION}. Prints its address when it listens, and
 * ends in good order when it is asked to.
 */
final class GatewayUntilKilled {
  private GatewayUntilKilled() {}

  public static void main(String[] arguments) throws Exception {
    WaybillConfig config = ConfigLoader.load(Optional.of(Path.of(arguments[0])), Map.of());
    Logging.configure(config.log());
    Gateway gateway = Gateway.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
    System.out.println(gateway.uri());
    // Ends when the test is gone that started it, however that went. A test that stops it closes
    // the
    // stream as well, so it ends alike.
    var _ = System.in.read();
    System.exit(143);
  }
}
