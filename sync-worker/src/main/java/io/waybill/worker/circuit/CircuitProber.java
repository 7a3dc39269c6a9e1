package io.waybill.worker.circuit;

import io.waybill.chassis.life.Loop;
import io.waybill.registry.UnknownRegistryException;
import io.waybill.registry.failures.Bearing;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.PingChecker;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Registry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at registries that are left alone, each when its time has come, with one {@code GET /v2/}.
 * A look may take as long as a connection does; it holds up no other.
 */
public final class CircuitProber {
  private static final Logger LOG = LoggerFactory.getLogger(CircuitProber.class);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Circuits circuits;
  private final Function<Registry, Optional<Failure>> look;

  /** One that asks the registries themselves. */
  public static CircuitProber of(Circuits circuits, RegistryClients clients) {
    return new CircuitProber(circuits, registry -> ask(clients, registry));
  }

  /**
   * One that looks in another way.
   *
   * @param look how a registry fails; empty = it is there
   */
  public CircuitProber(Circuits circuits, Function<Registry, Optional<Failure>> look) {
    this.circuits = circuits;
    this.look = look;
  }

  /** Looks until the loop is closed. */
  public void run(Loop loop) throws InterruptedException {
    do {
      for (Registry registry : circuits.dueLooks()) {
        Thread.ofVirtual().name("look at " + registry).start(() -> look(registry));
      }
      loop.working();
    } while (loop.pause(PAUSE));
  }

  private void look(Registry registry) {
    Optional<Failure> failure = Optional.empty();
    try {
      failure = look.apply(registry);
    } catch (RuntimeException defect) {
      // A task will find out.
      LOG.error("A defect: registry {} could not be looked at", registry, defect);
    } finally {
      circuits.looked(registry, failure);
    }
  }

  private static Optional<Failure> ask(RegistryClients clients, Registry registry) {
    try {
      // Whatever it answers: it is there.
      var _ = new PingChecker(clients.getCaller(registry, Side.TARGET)).checkOnce();
      return Optional.empty();
    } catch (RegistryException failure) {
      return isAway(failure) ? Optional.of(failure.failure()) : Optional.empty();
    } catch (UnknownRegistryException unknown) {
      return Optional.empty();
    }
  }

  /** A refusal (401, 403, 429) is an answer; who asked to be left alone for a while is not back. */
  private static boolean isAway(RegistryException failure) {
    return switch (Bearing.of(failure)) {
      case UNREACHABLE, FAILING -> true;
      case ANSWERING -> false;
      case NONE -> failure.failure().retryAfterMs() != null;
    };
  }
}
