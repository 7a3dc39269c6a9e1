package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upload session that the registry is opening while its first bytes are fetched from somewhere
 * else. Closing it cancels the session, unless it was taken. For one thread.
 */
public final class OpeningSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OpeningSession.class);

  private final RegistryCaller caller;
  private final Repository repository;
  private final RegistryRequest request;
  private final ShieldedCall call;
  private boolean taken;

  OpeningSession(RegistryCaller caller, Repository repository, RegistryRequest request) {
    this.caller = caller;
    this.repository = repository;
    this.request = request;
    this.call = ShieldedCall.begin(caller, request);
  }

  /** Waits until it is open; the caller's to close from then on. To be called once. */
  public UploadSession take() throws RegistryException {
    taken = true;
    return opened(call.await());
  }

  /** Cancels it unless it was taken; never fails. */
  @Override
  public void close() {
    if (taken) {
      return;
    }
    taken = true;
    try {
      opened(call.awaitBriefly()).close();
    } catch (RegistryException failure) {
      log.debug("An upload session was not needed and not opened: {}", failure.getMessage());
    }
  }

  private UploadSession opened(RegistryResponse answer) throws RegistryException {
    try (RegistryResponse response = answer) {
      return UploadSession.opened(caller, repository, response, request.attempted());
    }
  }
}
