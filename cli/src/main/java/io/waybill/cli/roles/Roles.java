package io.waybill.cli.roles;

import io.waybill.api.Api;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.cli.Addresses;
import io.waybill.gateway.Gateway;
import io.waybill.worker.Worker;
import java.net.URI;
import java.time.Duration;

/**
 * The three roles in one process. They start at the same time. The gateway is stopped first, then
 * the worker, and the API last, so that history hears what the worker did until its end.
 *
 * @param gateway takes webhooks
 * @param worker plans and copies
 * @param api rules and history
 */
public record Roles(Gateway gateway, Worker worker, Api api) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Starts all three, and returns when each of them is ready. */
  public static Roles start(Parts parts, WaybillConfig config)
      throws StartException, InterruptedException {
    Parts.Starting<Api> api = parts.begin("api", () -> Api.start(config));
    Parts.Starting<Worker> worker = parts.begin("worker", () -> Worker.start(config));
    Parts.Starting<Gateway> gateway = parts.begin("gateway", () -> Gateway.start(config));
    Roles roles = new Roles(gateway.await(), worker.await(), api.await());
    // The other two could not have started without Kafka, so this is a matter of a moment.
    roles.gateway.awaitReady(PATIENCE);
    return roles;
  }

  /** Where the worker serves health and metrics. */
  public static URI uri(WaybillConfig config, Worker worker) {
    return Addresses.reach(config.worker().host(), worker.port());
  }
}
