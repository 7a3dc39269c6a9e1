package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upload that the registry has opened: written to, then committed; closing it without a commit
 * cancels it at the registry. The registry's Location is used as given. For one thread.
 */
public final class UploadSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UploadSession.class);
  private static final String BYTES = "application/octet-stream";

  /** Registries on object storage assemble and hash a large blob before they answer. */
  private static final Duration COMMIT_PATIENCE = Duration.ofMinutes(10);

  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);

  private final RegistryCaller caller;
  private final Repository repository;
  private URI location;
  private boolean ended;

  UploadSession(RegistryCaller caller, Repository repository, URI location) {
    this.caller = caller;
    this.repository = repository;
    this.location = location;
  }

  /** The session that an answer's Location opens. */
  static UploadSession opened(
      RegistryCaller caller, Repository repository, RegistryResponse response, String attempted)
      throws RegistryException {
    String location =
        response
            .header("Location")
            .orElseThrow(
                () ->
                    RegistryException.because(
                            FailureCode.REGISTRY_ERROR,
                            attempted,
                            "the registry opened an upload without saying where (no Location)",
                            null)
                        .asSpent());
    return new UploadSession(
        caller, repository, Locations.resolve(response.from(), location, attempted));
  }

  /**
   * end-5 {@code PATCH <location>}: streams the whole content. 202 is the answer; 201 (ECR) and 204
   * are taken for it.
   */
  public void write(Digest digest, RequestBody content) throws RegistryException {
    RegistryRequest request =
        request(Operation.UPLOAD_WRITE, digest, "PATCH", location)
            .withBody(BYTES, content)
            .accepting(201, 202, 204);
    try (RegistryResponse response = caller.call(request)) {
      follow(response, request.attempted());
    }
  }

  /** end-6 {@code PUT <location>?digest=}: the content is complete. 201 is the answer. */
  public void commit(Digest digest) throws RegistryException {
    commit(digest, RequestBody.of(new byte[0]));
  }

  /** end-6 {@code PUT <location>?digest=} with all the content in it. */
  public void commit(Digest digest, RequestBody content) throws RegistryException {
    RegistryRequest request =
        request(Operation.UPLOAD_COMMIT, digest, "PUT", Locations.withDigest(location, digest))
            .withBody(BYTES, content)
            .withPatience(COMMIT_PATIENCE)
            .accepting(200, 201, 202, 204);
    caller.call(request).close();
    ended = true;
  }

  /** {@code DELETE <location>}, unless it was committed; never fails. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    // A stopped copy is interrupted, and an interrupted thread cannot speak to anyone.
    boolean interrupted = Thread.interrupted();
    try {
      RegistryRequest request =
          RegistryRequest.of(
                  Operation.UPLOAD_CANCEL,
                  repository.toString(),
                  "DELETE",
                  location,
                  Scope.push(repository))
              .withPatience(CANCEL_PATIENCE)
              .accepting(200, 202, 204, 404);
      caller.callOnce(request).close();
    } catch (RegistryException failure) {
      // The registry drops abandoned sessions by itself in time.
      log.debug("An upload session was left behind: {}", failure.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RegistryRequest request(Operation operation, Digest digest, String method, URI uri) {
    return RegistryRequest.of(
        operation, digest + " to " + repository, method, uri, Scope.push(repository));
  }

  private void follow(RegistryResponse response, String attempted) throws RegistryException {
    if (response.header("Location").isPresent()) {
      location = Locations.resolve(response.from(), response.header("Location").get(), attempted);
    }
  }
}
