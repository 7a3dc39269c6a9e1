package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.chassis.http.Routes;
import io.waybill.schemas.names.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Honours the header {@code Idempotency-Key}: the same request with the same key is done once, and
 * answered the same each time, for a day. Only successes are kept: what was refused or failed may
 * be sent again with the same key.
 */
final class IdempotentPosts {
  private static final int MAX_KEY = 200;

  /** Does what a POST asks for. */
  @FunctionalInterface
  interface Wish {
    /**
     * Fulfils it.
     *
     * @param wish what the request is known by, where it has a key, and no other caller's, nor the
     *     same key's a day later: what it makes should be named after it, because a process can die
     *     before the answer is kept
     */
    Answer fulfil(Request request, Optional<String> wish) throws InterruptedException;
  }

  private final IdempotencyStore store;

  IdempotentPosts(IdempotencyStore store) {
    this.store = store;
  }

  /** Does what a POST to an address asks for, once for each key of a caller. */
  Routes.Endpoint once(Wish wish) {
    return request -> {
      Optional<String> key = request.header("Idempotency-Key").map(IdempotentPosts::checked);
      return key.isEmpty()
          ? wish.fulfil(request, key).response()
          : once(
              new IdempotencyStore.Key(Caller.of(request).id(), request.path(), key.get()),
              request,
              wish);
    };
  }

  private Response once(IdempotencyStore.Key key, Request request, Wish wish)
      throws InterruptedException {
    IdempotencyStore.Claim claim = store.claim(key, Digest.sha256(request.body()).hex());
    return switch (claim) {
      case IdempotencyStore.Claim.Answered(Answer answer) ->
          answer.response().withHeader("Idempotency-Replayed", "true");
      case IdempotencyStore.Claim.AnotherRequest other ->
          throw new ProblemException(
              Problem.of(
                  422,
                  "idempotency-key-reused",
                  "The key belongs to another request",
                  "The Idempotency-Key was used for a request with another body: take a new key."));
      case IdempotencyStore.Claim.AtWork busy ->
          throw new ProblemException(
              Problem.of(
                  409,
                  "idempotency-key-in-use",
                  "The request is being worked on",
                  "The first request with this Idempotency-Key is not answered yet: ask again in a"
                      + " moment."),
              Map.of("Retry-After", "1"));
      case IdempotencyStore.Claim.Yours(UUID name) -> {
        Answer answer;
        try {
          answer = wish.fulfil(request, Optional.of(name.toString()));
        } catch (RuntimeException | InterruptedException failed) {
          store.release(key, failed);
          throw failed;
        }
        store.keep(key, answer);
        yield answer.response();
      }
    };
  }

  private static String checked(String key) {
    if (key.isBlank()
        || key.length() > MAX_KEY
        || !key.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      throw new ProblemException(
          Problem.badRequest(
              "Idempotency-Key must have 1 to " + MAX_KEY + " visible ASCII characters."));
    }
    return key;
  }
}
