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
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upload that the registry has opened: written to, then committed; closing it without a commit
 * cancels it at the registry. The registry's Location is used as given. Each request is sent once:
 * what to do after one that broke, {@link BlobUpload} knows. For one thread.
 */
public final class UploadSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UploadSession.class);
  private static final String BYTES = "application/octet-stream";

  /** Registries on object storage assemble and hash a large blob before they answer. */
  private static final Duration COMMIT_PATIENCE = Duration.ofMinutes(10);

  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);

  /** What a registry has, from byte 0; some write the unit that the specification leaves out. */
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

  private final RegistryCaller caller;
  private final Repository repository;
  private final long leastPart;
  private URI location;
  private boolean ended;

  private UploadSession(
      RegistryCaller caller, Repository repository, URI location, long leastPart) {
    this.caller = caller;
    this.repository = repository;
    this.location = location;
    this.leastPart = leastPart;
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
        caller,
        repository,
        Locations.resolve(response.from(), location, attempted),
        leastPart(response));
  }

  /**
   * {@code OCI-Chunk-Min-Length}: how many bytes a part that is not the last must have at least.
   */
  long leastPart() {
    return leastPart;
  }

  /**
   * end-5 {@code PATCH <location>}: streams the whole content. 202 is the answer; 201 (ECR) and 204
   * are taken for it.
   */
  public void write(Digest digest, RequestBody content) throws RegistryException {
    write(request(Operation.UPLOAD_WRITE, digest, "PATCH", location), content);
  }

  /**
   * end-5 {@code PATCH <location>} with {@code Content-Range}: the bytes from {@code offset} on,
   * whose number is known.
   *
   * @return how many bytes of the blob the registry says that it has; empty where it does not
   */
  OptionalLong writePart(Digest digest, long offset, RequestBody part) throws RegistryException {
    return write(
        request(Operation.UPLOAD_WRITE, digest, "PATCH", location)
            .withHeader("Content-Range", offset + "-" + (offset + part.length() - 1)),
        part);
  }

  private OptionalLong write(RegistryRequest request, RequestBody content)
      throws RegistryException {
    try (RegistryResponse response =
        caller.callOnce(request.withBody(BYTES, content).accepting(201, 202, 204))) {
      follow(response, request.attempted());
      return received(response);
    }
  }

  /**
   * end-13 {@code GET <location>}: how many bytes the registry has. 204 with a {@code Range} is the
   * answer, and where it points the session goes on.
   *
   * @return empty where the session is of no use any more: it is lost, or nobody says what is in
   *     it; 0 may be 1 as well
   */
  OptionalLong findReceived(Digest digest) throws RegistryException {
    RegistryRequest request =
        request(Operation.UPLOAD_CHECK, digest, "GET", location)
            .accepting(200, 202, 204, 400, 404, 405, 410, 416, 501);
    try (RegistryResponse response = caller.callOnce(request)) {
      if (response.status() / 100 != 2) {
        return OptionalLong.empty();
      }
      follow(response, request.attempted());
      return received(response);
    }
  }

  /** end-6 {@code PUT <location>?digest=}: the content is complete. 201 is the answer. */
  public void commit(Digest digest) throws RegistryException {
    // Not repeatable, or the transport would send it again over another connection: a commit whose
    // answer was lost is looked for first.
    commit(digest, new ContentBody(BlobContent.of(new byte[0]), 0, new byte[1], count -> {}));
  }

  /** end-6 {@code PUT <location>?digest=} with all the content in it. */
  public void commit(Digest digest, RequestBody content) throws RegistryException {
    RegistryRequest request =
        request(Operation.UPLOAD_COMMIT, digest, "PUT", Locations.withDigest(location, digest))
            .withBody(BYTES, content)
            .withPatience(COMMIT_PATIENCE)
            .accepting(200, 201, 202, 204);
    caller.callOnce(request).close();
    ended = true;
  }

  /** Somebody else, or a commit whose answer was lost, has ended it: there is nothing to cancel. */
  void forget() {
    ended = true;
  }

  /** {@code DELETE <location>}, unless it was committed; never fails. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
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
      ShieldedCall.callOnce(caller, request).close();
    } catch (RegistryException failure) {
      // The registry drops abandoned sessions by itself in time.
      log.debug("An upload session was left behind: {}", failure.getMessage());
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

  /** {@code 0-0} is one byte by the specification, and none by docker distribution: here none. */
  private static OptionalLong received(RegistryResponse response) {
    Matcher range = RANGE.matcher(response.header("Range").orElse("").strip());
    if (!range.matches()) {
      return OptionalLong.empty();
    }
    long last = Long.parseLong(range.group(1));
    return OptionalLong.of(last == 0 ? 0 : last + 1);
  }

  private static long leastPart(RegistryResponse response) {
    try {
      return response
          .header("OCI-Chunk-Min-Length")
          .map(String::strip)
          .map(Long::parseLong)
          .orElse(0L);
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }
}
