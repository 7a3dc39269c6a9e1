package io.waybill.worker.scan;

import io.waybill.registry.failures.RegistryException;

/** A step at work. It may be run again where something failed, and then does what is left. */
@FunctionalInterface
interface StepWork {
  /**
   * Does the step.
   *
   * @throws RegistryException where nothing can be said, for a list could not be read
   */
  StepResult run() throws RegistryException, InterruptedException;
}
