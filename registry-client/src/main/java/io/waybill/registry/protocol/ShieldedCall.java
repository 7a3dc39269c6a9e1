package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests that an upload session begins and ends with. An interrupt would lose the
 * answer to the first, and with it the address that is needed to cancel the session, or break off
 * the cancel itself; so they run aside, and an interrupted caller waits a little longer for the
 * answer. The interrupt flag stays set.
 */
final class ShieldedCall {
  private static final long PATIENCE_SECONDS = 5;

  private final RegistryRequest request;
  private final FutureTask<RegistryResponse> task;
  private final Thread aside;

  /** Whether the answer was handed over, or nobody waits for it any more. */
  private final AtomicBoolean settled = new AtomicBoolean();

  private ShieldedCall(RegistryRequest request, Callable<RegistryResponse> call) {
    this.request = request;
    this.task = new FutureTask<>(() -> send(call));
    this.aside = Thread.ofVirtual().name(request.operation().verb()).start(task);
  }

  static RegistryResponse call(RegistryCaller caller, RegistryRequest request)
      throws RegistryException {
    return begin(caller, request).await();
  }

  /** The same without trying again what failed. */
  static RegistryResponse callOnce(RegistryCaller caller, RegistryRequest request)
      throws RegistryException {
    return new ShieldedCall(request, () -> caller.callOnce(request)).await();
  }

  /** Sends it while the caller does something else, and then awaits the answer in any case. */
  static ShieldedCall begin(RegistryCaller caller, RegistryRequest request) {
    return new ShieldedCall(request, () -> caller.call(request));
  }

  /** The answer, waited for as long as it takes; the caller's to close. */
  RegistryResponse await() throws RegistryException {
    return await(false);
  }

  /** The answer, where it comes soon: it is of use only to end what it began. */
  RegistryResponse awaitBriefly() throws RegistryException {
    return await(true);
  }

  private RegistryResponse send(Callable<RegistryResponse> call) throws Exception {
    RegistryResponse response = call.call();
    if (!settled.compareAndSet(false, true)) {
      // Nobody waits any more.
      response.close();
      throw stopped(null);
    }
    return response;
  }

  private RegistryResponse await(boolean briefly) throws RegistryException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return (briefly || interrupted) && !settled.get()
              ? task.get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              : task.get();
        } catch (InterruptedException stopped) {
          interrupted = true;
        } catch (TimeoutException late) {
          if (settled.compareAndSet(false, true)) {
            aside.interrupt();
            throw stopped(late);
          }
        }
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RegistryException known) {
        throw known;
      }
      throw new IllegalStateException("A call fails in one way only", failed);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RegistryException stopped(@Nullable Throwable cause) {
    return RegistryException.because(
            FailureCode.CANCELLED, request.attempted(), "the copy was stopped", cause)
        .asSpent();
  }
}
