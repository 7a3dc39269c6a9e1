package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.RegistryLimits;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.scripted.RawServer;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry that says nothing, beside one that does its work. */
@Timeout(120)
final class SilentNeighbourTest {
  private static final Registry SILENT = Registry.of("silent");
  private static final Registry QUICK = Registry.of("quick");
  private static final int CONNECTIONS = 4;

  @Test
  void aSilentRegistryHoldsNoOtherRegistryUp() throws Exception {
    Semaphore asked = new Semaphore(0);
    CountDownLatch over = new CountDownLatch(1);
    List<Thread> waiting = new ArrayList<>();
    try (RawServer silent =
            RawServer.start(
                (self, socket) -> {
                  self.readHead(socket);
                  asked.release();
                  boolean _ = over.await(5, TimeUnit.MINUTES);
                });
        ScriptedRegistry quick = ScriptedRegistry.start();
        RegistryClients clients =
            new RegistryClients(
                RegistryDirectory.of(
                    List.of(endpoint(SILENT, silent.address()), endpoint(QUICK, quick.address()))),
                new RetryTable(Duration.ofMillis(1), Duration.ofSeconds(1)))) {
      // More than it may have connections, so that some wait for one.
      for (int i = 0; i < 2 * CONNECTIONS; i++) {
        waiting.add(Thread.ofVirtual().start(() -> ask(clients)));
      }
      asked.acquire(CONNECTIONS);

      for (int i = 0; i < 3 * CONNECTIONS; i++) {
        assertThat(new PingChecker(clients.getCaller(QUICK, Side.TARGET)).check())
            .isInstanceOf(PingOutcome.Ready.class);
      }

      assertThat(waiting).allMatch(Thread::isAlive);
      over.countDown();
      for (Thread thread : waiting) {
        thread.join();
      }
    }
  }

  private static void ask(RegistryClients clients) {
    try {
      PingOutcome _ = new PingChecker(clients.getCaller(SILENT, Side.SOURCE)).check();
    } catch (RegistryException gone) {
      // The test is over.
    }
  }

  private static RegistryEndpoint endpoint(Registry registry, String address) {
    return RegistryEndpoint.of(registry, URI.create("http://" + address))
        .withLimits(new RegistryLimits(CONNECTIONS));
  }
}
