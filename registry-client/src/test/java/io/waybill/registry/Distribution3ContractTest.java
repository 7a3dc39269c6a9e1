package io.waybill.registry;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waybill.embedded.LocalRegistry;
import io.waybill.embedded.RegistryBinary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Docker distribution 3, where the machine has it as {@code registry}. */
final class Distribution3ContractTest extends RegistryContract {
  private final List<LocalRegistry> registries = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path directory) {
    Path program = PeerPrograms.require("registry");
    String version = RegistryBinary.version(program).orElse("no version");
    // A build without its release's flags calls itself "v3.0.0+unknown".
    assumeTrue(version.contains("distribution/v3"), () -> "Skipped: " + program + " is " + version);
    for (String name : List.of("one", "other")) {
      registries.add(
          LocalRegistry.builder(directory.resolve(name))
              .binary(new RegistryBinary.Program(program))
              .start());
    }
  }

  @Override
  String one() {
    return registries.get(0).address();
  }

  @Override
  String other() {
    return registries.get(1).address();
  }

  @AfterAll
  void stop() {
    registries.forEach(LocalRegistry::close);
  }
}
