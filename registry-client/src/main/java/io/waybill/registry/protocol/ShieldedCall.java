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

  private ShieldedCall() {}

  static RegistryResponse call(RegistryCaller caller, RegistryRequest request)
      throws RegistryException {
    return aside(request, () -> caller.call(request));
  }

  /** The same without trying again what failed. */
  static RegistryResponse callOnce(RegistryCaller caller, RegistryRequest request)
      throws RegistryException {
    return aside(request, () -> caller.callOnce(request));
  }

  private static RegistryResponse aside(RegistryRequest request, Callable<RegistryResponse> call)
      throws RegistryException {
    AtomicBoolean settled = new AtomicBoolean();
    FutureTask<RegistryResponse> task =
        new FutureTask<>(
            () -> {
              RegistryResponse response = call.call();
              if (!settled.compareAndSet(false, true)) {
                // Nobody waits any more.
                response.close();
                throw stopped(request, null);
              }
              return response;
            });
    Thread aside = Thread.ofVirtual().name(request.operation().verb()).start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return interrupted && !settled.get()
              ? task.get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              : task.get();
        } catch (InterruptedException stopped) {
          interrupted = true;
        } catch (TimeoutException late) {
          if (settled.compareAndSet(false, true)) {
            aside.interrupt();
            throw stopped(request, late);
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

  private static RegistryException stopped(RegistryRequest request, @Nullable Throwable cause) {
    return RegistryException.because(
            FailureCode.CANCELLED, request.attempted(), "the copy was stopped", cause)
        .asSpent();
  }
}
