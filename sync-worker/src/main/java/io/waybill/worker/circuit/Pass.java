package io.waybill.worker.circuit;

import io.waybill.registry.failures.Bearing;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task may use its registries, and tells afterwards how they were. One thread's. Closing it
 * without a word says nothing of them.
 */
public final class Pass implements Admission, AutoCloseable {
  private final Circuits circuits;
  private final String task;
  private final Reference source;
  private final Reference target;

  Pass(Circuits circuits, String task, Reference source, Reference target) {
    this.circuits = circuits;
    this.task = task;
    this.source = source;
    this.target = target;
  }

  /** Both registries did what they were asked for. */
  public void succeeded() {
    registries().forEach(circuits::answered);
  }

  /** The source did; the target was not asked. */
  public void sourceAnswered() {
    circuits.answered(source.repository().registry());
  }

  /**
   * A try failed.
   *
   * @param cause why; only a registry's failure says something of it
   * @param took how long the try was
   */
  public void failed(@Nullable Throwable cause, Duration took) {
    if (!(cause instanceof RegistryException failure)) {
      return;
    }
    Optional<Registry> registry = failure.registry().filter(registries()::contains);
    if (registry.isEmpty()) {
      return;
    }
    Bearing bearing = Bearing.of(failure);
    switch (bearing) {
      case UNREACHABLE, FAILING ->
          circuits.failed(
              registry.get(),
              took,
              begun ->
                  new CircuitRules.Strike(
                      task, begun, bearing == Bearing.UNREACHABLE, failure.failure()));
      case ANSWERING -> circuits.answered(registry.get());
      case NONE -> {
        // It was not asked.
      }
    }
  }

  /** Whether one of the registries is left alone by now, and until when. */
  public Optional<PutOff> findPutOff() {
    return circuits.findPutOff(task, source, target);
  }

  @Override
  public void close() {
    registries().forEach(registry -> circuits.left(registry, task));
  }

  private Set<Registry> registries() {
    return Circuits.registriesOf(source, target);
  }
}
