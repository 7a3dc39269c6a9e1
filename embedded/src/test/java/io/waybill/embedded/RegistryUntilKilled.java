package io.waybill.embedded;

import java.nio.file.Path;

/** Runs a registry until it is killed, and prints its pid. */
final class RegistryUntilKilled {
  private RegistryUntilKilled() {}

  public static void main(String[] arguments) throws InterruptedException {
    LocalRegistry registry = LocalRegistry.start(Path.of(arguments[0]));
    System.out.println(registry.process().pid());
    Thread.currentThread().join();
  }
}
