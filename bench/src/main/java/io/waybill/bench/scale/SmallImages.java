package io.waybill.bench.scale;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Images of one layer of 4 KiB each, which no other has: what they cost is round trips. */
final class SmallImages {
  private static final int LAYER = 4 << 10;
  private static final int TAGS = 40;
  private static final int AT_ONCE = 8;

  private SmallImages() {}

  /** The image of this number, in this registry. */
  static TagReference name(Registry registry, int number) {
    return Repository.of(registry, "team-" + number / TAGS + "/app")
        .tag(Tag.of("v" + number % TAGS));
  }

  /** Pushes so many. */
  static void push(RegistryClients clients, Registry registry, int count)
      throws InterruptedException, ExecutionException {
    List<Callable<Void>> pushes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      pushes.add(
          () -> {
            push(clients, name(registry, number), number);
            return null;
          });
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<Void> push : executor.invokeAll(pushes)) {
        push.get();
      }
    }
  }

  private static void push(RegistryClients clients, TagReference name, int seed)
      throws RegistryException {
    SampleImage.builder(seed).platforms("linux/amd64").layers(1, LAYER).build().push(clients, name);
  }
}
