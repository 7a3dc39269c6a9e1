package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;

/** Who is given the entries of a long list, one after the other, while it is read. */
@FunctionalInterface
public interface ListReader<T> {
  /**
   * Takes an entry; may wait, and the list waits with it.
   *
   * @throws RegistryException to end the list; it is passed on to who asked for it
   */
  void read(T entry) throws RegistryException;
}
