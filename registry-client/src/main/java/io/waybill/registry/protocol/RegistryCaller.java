package io.waybill.registry.protocol;

import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.auth.Authorizer;
import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.FailureTable;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryAfterParser;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Secrets;
import io.waybill.registry.failures.Side;
import io.waybill.registry.pace.Bandwidth;
import io.waybill.registry.pace.RegistryPace;
import io.waybill.registry.pace.Turn;
import io.waybill.registry.prepare.Preparation;
import io.waybill.registry.transport.ConnectTimeouts;
import io.waybill.registry.transport.Transport;
import io.waybill.registry.transport.TransportSettings;
import io.waybill.registry.transport.WireRequest;
import io.waybill.registry.transport.WireResponse;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Repository;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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

  /** Refusals that do not count as a try, for the registry served others instead. */
  private static final int MOST_FORGIVEN = 20;

  private final RegistryEndpoint endpoint;
  private final Transport transport;
  private final Authorizer authorizer;
  private final RegistryMemory memory;
  private final RetryTable retries;
  private final Side side;
  private final RegistryPace pace;

  private final RequestListener listener;

  /** The narrowest first. */
  private final List<Bandwidth> uploads;

  private final Preparation preparation;

  RegistryCaller(
      RegistryEndpoint endpoint,
      Transport transport,
      Authorizer authorizer,
      RegistryMemory memory,
      RetryTable retries,
      Side side,
      RegistryPace pace,
      RequestListener listener,
      List<Bandwidth> uploads,
      Preparation preparation) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.authorizer = authorizer;
    this.memory = memory;
    this.retries = retries;
    this.side = side;
    this.pace = pace;
    this.listener = listener;
    this.uploads = List.copyOf(uploads);
    this.preparation = preparation;
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

  /** Whether bytes to it or from it are slowed down on purpose, or it is left alone for now. */
  public boolean isHeldBack() {
    return !uploads.isEmpty() || !pace.downloads().isEmpty() || pace.isLull();
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
    return call(request, Notice.NONE);
  }

  /** The same, with a notice before each try that may have an effect. */
  RegistryResponse call(RegistryRequest request, Notice notice) throws RegistryException {
    StandingNotice standing = new StandingNotice(notice);
    int forgiven = 0;
    for (int tries = 1; ; tries++) {
      long served = pace.served();
      try {
        standing.giveBeforeTry();
        return callOnce(request);
      } catch (InterruptedException stopped) {
        throw stopped(request, stopped);
      } catch (RegistryException failure) {
        standing.tryFailed(failure);
        if (!request.isRepeatable() || isSessionLost(request, failure)) {
          // Sent once more it would fail again; who can open a new body or session may try.
          throw failure;
        }
        if (forgiven < MOST_FORGIVEN && isContention(failure, served)) {
          forgiven++;
          tries--;
          continue;
        }
        Optional<Duration> wait = retries.findWait(failure, tries);
        if (wait.isEmpty()) {
          throw failure.asSpent();
        }
        if (!pace.isLull()) {
          pause(request, wait.get());
        }
      }
    }
  }

  /**
   * Whether the registry had enough to do with others, whom it served meanwhile: then the request
   * was late and not wrong, and comes in when its turn is there. A registry that says how long to
   * wait means it.
   */
  private boolean isContention(RegistryException failure, long servedBefore) {
    return !failure.isSpent()
        && (failure.hasStatus(429) || failure.hasStatus(503))
        && failure.answer().flatMap(RegistryAnswer::retryAfter).isEmpty()
        && pace.isLull()
        && pace.served() > servedBefore;
  }

  /** Sends the request without trying again what failed. */
  RegistryResponse callOnce(RegistryRequest request) throws RegistryException {
    Optional<String> path = Scope.findRepository(request.scopes());
    // A refused mount is followed by an upload, which is refused as well.
    boolean mounts = request.operation() == Operation.BLOB_MOUNT;
    if (path.isEmpty() || mounts || !request.isRepeatable()) {
      return sendOnce(request);
    }
    return preparation.call(
        Repository.of(endpoint.registry(), path.get()),
        request.writes(),
        () -> sendOnce(request),
        () -> authorizer.forget(request.scopes()));
  }

  private RegistryResponse sendOnce(RegistryRequest request) throws RegistryException {
    try {
      return authorized(request);
    } catch (RegistryException failure) {
      throw failure.at(endpoint.registry());
    }
  }

  private RegistryResponse authorized(RegistryRequest request) throws RegistryException {
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
      throw failure(request, response, authorization);
    }
  }

  /** Sends the request where it says and on to where that points, the account only to its own. */
  private RegistryResponse follow(RegistryRequest request, Optional<String> authorization)
      throws RegistryException {
    URI at = request.uri();
    if (isDowngrade(endpoint.base(), at)) {
      throw misled(
          request,
          "the registry is spoken to over https but hands out the address "
              + Locations.printable(at)
              + "; what stands before it has to tell it so (X-Forwarded-Proto)");
    }
    Optional<String> shown = authorization;
    for (int hops = 0; ; hops++) {
      if (!isSameAuthority(at, endpoint.base())) {
        // For good: who is led back to the registry by another host goes there for that one.
        shown = Optional.empty();
      }
      WireResponse response = send(request, at, shown);
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
    boolean own = isSameAuthority(at, endpoint.base());
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    authorization.ifPresent(value -> headers.put("Authorization", value));
    try (Turn turn = own ? pace.enter(request.operation(), request.attempted()) : Turn.FREE) {
      RequestListener.Sent sent =
          own
              ? listener.sending(pace.registry(), request.operation(), request.method())
              : RequestListener.Sent.NONE;
      sent.headers().forEach(headers::putIfAbsent);
      return exchange(
          turn,
          sent,
          new WireRequest(
              request.method(),
              at,
              headers,
              PacedBody.of(request.body(), uploads),
              request.patience(),
              // A blob takes as long as it takes, all else is small.
              request.operation() == Operation.BLOB_PULL ? null : TransportSettings.ANSWER));
    } catch (InterruptedException stopped) {
      throw stopped(request, stopped);
    } catch (IOException fault) {
      throw ConnectionFaults.explain(request.attempted(), fault);
    }
  }

  private WireResponse exchange(Turn turn, RequestListener.Sent sent, WireRequest request)
      throws IOException {
    try {
      WireResponse response = transport.send(request);
      sent.answered(response.status());
      turn.answered(
          response.status(),
          response
              .header("Retry-After")
              .flatMap(value -> RetryAfterParser.parse(value, Instant.now())),
          response::header);
      return response;
    } catch (IOException fault) {
      sent.unanswered(fault);
      if (ConnectTimeouts.isOne(fault)) {
        turn.unreachable();
      }
      throw fault;
    }
  }

  /**
   * Whether the upload's session is gone: dropped by the registry, or ended by a commit whose
   * answer was lost on the way, or by another writer (400 BLOB_UPLOAD_INVALID).
   */
  private static boolean isSessionLost(RegistryRequest request, RegistryException failure) {
    boolean gone =
        failure.hasStatus(404)
            || failure.answer().filter(answer -> answer.has("BLOB_UPLOAD_INVALID")).isPresent();
    return gone
        && (request.operation() == Operation.UPLOAD_WRITE
            || request.operation() == Operation.UPLOAD_COMMIT);
  }

  private RegistryException failure(
      RegistryRequest request, RegistryResponse response, Optional<String> authorization) {
    RegistryAnswer answer =
        RegistryAnswer.read(
            response.wire(), Locations.secrets(response.from(), Secrets.in(authorization)));
    FailureCode code = FailureTable.codeFor(request.operation(), side, answer);
    boolean aboutAccount = code == FailureCode.UNAUTHORIZED || code == FailureCode.DENIED;
    return pace.explain(
        request.operation(),
        RegistryException.answered(
            code,
            request.attempted(),
            "the registry",
            answer,
            aboutAccount ? authorizer.askedAs(request.scopes()) : ""));
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
