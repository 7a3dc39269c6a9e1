package io.waybill.registry.pace;

import io.waybill.registry.RegistryLimits;
import java.util.List;
import java.util.Optional;

/** How hard one registry is pressed by this process. Safe for many threads. */
public final class RegistryPace {
  private static final long BURST = 100_000_000;

  private final Optional<Bucket> requests;
  private final List<Bandwidth> downloads;
  private final List<Bandwidth> uploads;

  /** The pace that the limits allow. */
  public RegistryPace(RegistryLimits limits, PaceClock clock) {
    this.requests = limits.requestsPerSecond().map(most -> new Bucket(most, BURST, clock));
    this.downloads = limits.bandwidth().map(most -> new Bandwidth(most, clock)).stream().toList();
    this.uploads = limits.bandwidth().map(most -> new Bandwidth(most, clock)).stream().toList();
  }

  /** Waits until one more request may be sent. */
  public void awaitRequest() throws InterruptedException {
    if (requests.isPresent()) {
      requests.get().take(1);
    }
  }

  /** What limits the bytes that come from the registry; empty where nothing does. */
  public List<Bandwidth> downloads() {
    return downloads;
  }

  /** What limits the bytes that go to the registry; empty where nothing does. */
  public List<Bandwidth> uploads() {
    return uploads;
  }
}
