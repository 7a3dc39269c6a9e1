package io.waybill.registry.protocol;

import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.auth.Authorizer;
import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.FailureTable;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.pace.Bandwidth;
import io.waybill.registry.pace.RegistryPace;
import io.waybill.registry.transport.HttpTransport;
import io.waybill.registry.transport.WireRequest;
import io.waybill.registry.transport.WireResponse;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Sends the requests of all endpoint classes to one registry: the one place where a request gets
 * its authorization, follows redirects, is tried again, and where its failure is explained.
 */
public final class RegistryCaller {
  private static final int MOST_REDIRECTS = 5;

  /** The first 401 teaches the challenge, the second one throws a token away that ended early. */
  private static final int MOST_CHALLENGES = 2;

  private final RegistryEndpoint endpoint;
  private final HttpTransport transport;
  private final Authorizer authorizer;
  private final RegistryMemory memory;
  private final RetryTable retries;
  private final Side side;
  private final RegistryPace pace;

  /** The narrowest first. */
  private final List<Bandwidth> uploads;

  RegistryCaller(
      RegistryEndpoint endpoint,
      HttpTransport transport,
      Authorizer authorizer,
      RegistryMemory memory,
      RetryTable retries,
      Side side,
      RegistryPace pace,
      List<Bandwidth> uploads) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.authorizer = authorizer;
    this.memory = memory;
    this.retries = retries;
    this.side = side;
    this.pace = pace;
    this.uploads = List.copyOf(uploads);
  }

  /** Where the registry is. */
  public RegistryEndpoint endpoint() {
    return endpoint;
  }

  /** Which end of the copy it is. */
  public Side side() {
    return side;
  }

  /** What has been learnt about the registry. */
  RegistryMemory memory() {
    return memory;
  }

  /** When and how often something is tried again. */
  RetryTable retries() {
    return retries;
  }

  /** The address of {@code /v2/<path>} at this registry. */
  URI uri(String path) {
    String base = endpoint.base().toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  /**
   * Sends the request until there is an answer that it accepts, or no hope of one.
   *
   * @return the answer, to be closed by the caller
   */
  RegistryResponse call(RegistryRequest request) throws RegistryException {
    for (int tries = 1; ; tries++) {
      try {
        return callOnce(request);
      } catch (RegistryException failure) {
        if (!request.isRepeatable() || isSessionLost(request, failure)) {
          // Sent once more it would fail again; who can open a new body or session may try.
          throw failure;
        }
        Optional<Duration> wait = retries.findWait(failure, tries);
        if (wait.isEmpty()) {
          throw failure.asSpent();
        }
        pause(request, wait.get());
      }
    }
  }

  /** Sends the request without trying again what failed. */
  RegistryResponse callOnce(RegistryRequest request) throws RegistryException {
    SortedSet<Scope> scopes = request.scopes();
    for (int challenges = 0; ; challenges++) {
      Optional<String> authorization = authorizer.findAuthorization(scopes, side);
      RegistryResponse response = follow(request, authorization);
      if (request.accepted().contains(response.status())) {
        return response;
      }
      boolean fromRegistry = isSameAuthority(response.from(), endpoint.base());
      if (response.status() == 401 && fromRegistry && challenges < MOST_CHALLENGES) {
        Authorizer.Answer answer =
            authorizer.answer(response.headers("WWW-Authenticate"), scopes, authorization);
        if (answer instanceof Authorizer.Answer.TryAgain again && request.isRepeatable()) {
          response.close();
          scopes = again.scopes();
          continue;
        }
      }
      throw failure(request, response);
    }
  }

  /** Sends the request where it says and on to where that points, the account only to its own. */
  private RegistryResponse follow(RegistryRequest request, Optional<String> authorization)
      throws RegistryException {
    URI at = request.uri();
    for (int hops = 0; ; hops++) {
      WireResponse response = send(request, at, authorization);
      boolean redirected = response.status() / 100 == 3 && response.header("Location").isPresent();
      if (!redirected || !request.followsRedirects()) {
        return RegistryResponse.of(at, response, pace.downloads());
      }
      String location = response.header("Location").get();
      response.close();
      URI next = Locations.resolve(at, location, request.attempted());
      if (hops >= MOST_REDIRECTS) {
        throw misled(request, "it redirects more than " + MOST_REDIRECTS + " times");
      }
      if (isDowngrade(at, next)) {
        throw misled(request, "it redirects from https to " + Locations.printable(next));
      }
      at = next;
    }
  }

  private WireResponse send(RegistryRequest request, URI at, Optional<String> authorization)
      throws RegistryException {
    Map<String, String> headers = new TreeMap<>(request.headers());
    if (isSameAuthority(at, endpoint.base())) {
      authorization.ifPresent(value -> headers.put("Authorization", value));
      awaitTurn(request);
    }
    try {
      return transport.send(
          new WireRequest(
              request.method(),
              at,
              headers,
              PacedBody.of(request.body(), uploads),
              request.patience()));
    } catch (IOException fault) {
      throw ConnectionFaults.explain(request.attempted(), fault);
    }
  }

  /** A session that is cancelled makes the registry's life easier, and waits for nothing. */
  private void awaitTurn(RegistryRequest request) throws RegistryException {
    if (request.operation() == Operation.UPLOAD_CANCEL) {
      return;
    }
    try {
      pace.awaitRequest();
    } catch (InterruptedException stopped) {
      throw stopped(request, stopped);
    }
  }

  /**
   * Whether the upload's session is gone: dropped by the registry, or ended by a commit whose
   * answer was lost on the way.
   */
  private static boolean isSessionLost(RegistryRequest request, RegistryException failure) {
    return failure.hasStatus(404)
        && (request.operation() == Operation.UPLOAD_WRITE
            || request.operation() == Operation.UPLOAD_COMMIT);
  }

  private RegistryException failure(RegistryRequest request, RegistryResponse response) {
    RegistryAnswer answer = RegistryAnswer.read(response.wire());
    FailureCode code = FailureTable.codeFor(request.operation(), side, answer);
    boolean aboutAccount = code == FailureCode.UNAUTHORIZED || code == FailureCode.DENIED;
    return RegistryException.answered(
        code,
        request.attempted(),
        "the registry",
        answer,
        aboutAccount ? authorizer.askedAs(request.scopes()) : "");
  }

  private static RegistryException misled(RegistryRequest request, String why) {
    return RegistryException.because(FailureCode.REGISTRY_ERROR, request.attempted(), why, null)
        .asSpent();
  }

  private boolean isDowngrade(URI from, URI to) {
    return "https".equals(from.getScheme())
        && !"https".equals(to.getScheme())
        && !endpoint.trust().anyCertificate();
  }

  static boolean isSameAuthority(URI one, URI other) {
    return String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
        && String.valueOf(one.getHost()).equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static void pause(RegistryRequest request, Duration wait) throws RegistryException {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException stopped) {
      throw stopped(request, stopped);
    }
  }

  private static RegistryException stopped(RegistryRequest request, InterruptedException stopped) {
    Thread.currentThread().interrupt();
    return RegistryException.because(
            FailureCode.CANCELLED, request.attempted(), "the copy was stopped", stopped)
        .asSpent();
  }
}
