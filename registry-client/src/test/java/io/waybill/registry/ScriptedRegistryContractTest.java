package io.waybill.registry;

import io.waybill.registry.scripted.ScriptedRegistry;
import org.junit.jupiter.api.AfterAll;

/** The scripted registry, with no fault set, is a registry; one with all abilities, one without. */
final class ScriptedRegistryContractTest extends RegistryContract {
  private final ScriptedRegistry one =
      ScriptedRegistry.start(
          ScriptedRegistry.Ability.REFERRERS_API, ScriptedRegistry.Ability.SINGLE_POST);
  private final ScriptedRegistry other = ScriptedRegistry.start();

  @Override
  String one() {
    return one.address();
  }

  @Override
  String other() {
    return other.address();
  }

  @AfterAll
  void stop() {
    one.close();
    other.close();
  }
}
