package io.waybill.gateway;

import io.waybill.chassis.config.GatewayConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.gateway.spool.Spool;
import io.waybill.gateway.spool.SpoolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the spool where there is use for one. */
final class Spools {
  private static final Logger LOG = LoggerFactory.getLogger(Spools.class);
  private static final String BELOW_DATA = "spool";

  private Spools() {}

  /**
   * The spool, where a webhook asks for one; and where one was left behind that no webhook asks for
   * any more, so that it is drained.
   *
   * @throws StartException when a webhook asks for one and it cannot be opened
   */
  static Optional<Spool> open(WaybillConfig config, Endpoints endpoints) throws StartException {
    GatewayConfig gateway = config.gateway();
    Path directory = gateway.spool().directory().orElse(config.data().resolve(BELOW_DATA));
    if (!endpoints.isAnySpooled() && !Files.exists(directory)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Spool.open(directory, gateway.spool().maxSize()));
    } catch (SpoolException refused) {
      if (endpoints.isAnySpooled()) {
        throw new StartException(String.valueOf(refused.getMessage()), refused);
      }
      LOG.info(
          "No webhook has a spool, and the one that is there stays closed: {}",
          refused.getMessage());
      return Optional.empty();
    }
  }
}
