package io.waybill.worker.circuit;

import io.waybill.chassis.config.CircuitConfig;
import io.waybill.chassis.life.SteadyClock;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** Circuits for tests that are about something else, and some that are as a test wants them. */
public final class Circuitry {
  private Circuitry() {}

  /** Of no registry, so that all are used. */
  public static Circuits none() {
    return of(Map.of(), Clock.systemUTC(), SteadyClock.begin());
  }

  /** Of one registry, which is left alone already. */
  public static Circuits leavingAlone(Registry registry) {
    Circuits circuits =
        of(Map.of(registry, Region.DEFAULT), Clock.systemUTC(), SteadyClock.begin());
    Repository repository = Repository.of(registry, "any/app");
    for (int i = 0; i < CircuitConfig.DEFAULT.failures(); i++) {
      if (circuits.enter("task " + i, repository.tag(Tag.of("from")), repository.tag(Tag.of("to")))
          instanceof Pass pass) {
        try (pass) {
          pass.failed(
              RegistryException.because(
                      FailureCode.NETWORK,
                      "ask " + registry,
                      "nobody is there",
                      new ConnectException("refused"))
                  .at(registry),
              Duration.ZERO);
        }
      }
    }
    return circuits;
  }

  static Circuits of(Map<Registry, Region> regions, Clock wall, Clock steady) {
    return new Circuits(
        CircuitConfig.DEFAULT, regions, Duration.ofMinutes(15), wall, steady, new Random(1));
  }
}
