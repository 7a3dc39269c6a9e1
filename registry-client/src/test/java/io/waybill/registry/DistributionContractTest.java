package io.waybill.registry;

import io.waybill.embedded.LocalRegistry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Docker distribution's own registry. */
final class DistributionContractTest extends RegistryContract {
  private @Nullable LocalRegistry one;
  private @Nullable LocalRegistry other;

  @BeforeAll
  void start(@TempDir Path directory) {
    one = LocalRegistry.start(directory.resolve("one"));
    other = LocalRegistry.start(directory.resolve("other"));
  }

  @Override
  String one() {
    return address(one);
  }

  @Override
  String other() {
    return address(other);
  }

  @AfterAll
  void stop() {
    for (LocalRegistry registry : new LocalRegistry[] {one, other}) {
      if (registry != null) {
        registry.close();
      }
    }
  }

  private static String address(@Nullable LocalRegistry registry) {
    if (registry == null) {
      throw new IllegalStateException("Started before the tests");
    }
    return registry.address();
  }
}
