package io.waybill.registry.clouds;

import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import java.time.Instant;

/** Asks a cloud for an account of its registry. */
public interface CloudLogin {
  /**
   * An account for a while.
   *
   * @param account what the registry takes
   * @param endsAt until when
   */
  record Login(Credentials account, Instant endsAt) {}

  /** Asks for one. */
  Login pull() throws RegistryException;

  /** Whose login it is, in words, without a secret. */
  String origin();
}
