package io.waybill.registry.batch;

import io.waybill.registry.UnknownRegistryException;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The images that were found and wait to be copied. Bounded: a registry with millions of images is
 * listed as fast as they are copied. One thread fills it.
 */
final class BatchQueue {
  private static final int MOST_WAITING = 10_000;

  private static final List<CopyRequest> END = List.of();

  private final BatchRequest request;
  private final Scouting scouting;
  private final BatchListener listener;
  private final BlockingQueue<List<CopyRequest>> waiting = new LinkedBlockingQueue<>(MOST_WAITING);

  /** Found last; kept back until it is known whether the next one goes to the same place. */
  private Optional<BatchImage> held = Optional.empty();

  BatchQueue(BatchRequest request, Scouting scouting, BatchListener listener) {
    this.request = request;
    this.scouting = scouting;
    this.listener = listener;
  }

  /** Lists all images; returns why that failed, where it did. */
  Optional<Failure> fill() throws InterruptedException {
    Optional<Failure> failure = Optional.empty();
    try {
      request.images().list(this::found);
    } catch (RegistryException failed) {
      failure = Optional.of(failed.failure());
    } catch (UnknownRegistryException unknown) {
      failure =
          Optional.of(
              Failure.of(FailureCode.REGISTRY_UNKNOWN, String.valueOf(unknown.getMessage())));
    } finally {
      if (!Thread.currentThread().isInterrupted()) {
        putHeld();
        waiting.put(END);
      }
    }
    listener.onAllFound();
    return failure;
  }

  private void found(BatchImage image) throws RegistryException {
    copies(image).forEach(scouting::expect);
    listener.onFound(image);
    try {
      putHeld();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw RegistryException.because(
              FailureCode.CANCELLED, "copy " + image.source(), "the batch was stopped", stopped)
          .asSpent();
    }
    held = Optional.of(image);
  }

  private void putHeld() throws InterruptedException {
    if (held.isPresent()) {
      waiting.put(copies(held.get()));
    }
  }

  private List<CopyRequest> copies(BatchImage image) {
    return image.targets().stream()
        .map(target -> request.terms().apply(CopyRequest.of(image.source(), target)))
        .toList();
  }

  /** The copies of the next image, looked at beforehand; empty where there are no more. */
  List<CopyRequest> take() throws InterruptedException {
    List<CopyRequest> next = waiting.take();
    if (next.isEmpty()) {
      // For the other threads.
      waiting.put(END);
      return next;
    }
    for (CopyRequest copy : next) {
      scouting.prepare(copy);
    }
    return next;
  }
}
