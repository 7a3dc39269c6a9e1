package io.waybill.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.api.notifications.DeliveryStore;
import io.waybill.api.notifications.Receivers;
import io.waybill.api.notifications.Subscription;
import io.waybill.api.notifications.SubscriptionChange;
import io.waybill.api.notifications.SubscriptionId;
import io.waybill.api.notifications.SubscriptionSpec;
import io.waybill.api.notifications.SubscriptionStore;
import io.waybill.api.receivers.Verdict;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /subscriptions}: who is told what. */
final class SubscriptionRoutes {
  private static final String WHY_CLOSED =
      "a subscription tells of every image that it selects, whosever it is";
  private static final String LIST = "subscriptions";
  private static final String DELIVERIES = "deliveries";

  /**
   * How it went to try a receiver out.
   *
   * @param delivered whether the receiver took it
   * @param answered the HTTP status that it answered, where it did
   * @param tookMs how long it took, in milliseconds
   * @param error why it was not taken, a sentence
   */
  record Trial(boolean delivered, @Nullable Integer answered, long tookMs, @Nullable String error) {
    static Trial of(Verdict verdict, long tookMs) {
      OptionalInt status = verdict.status();
      return new Trial(
          verdict instanceof Verdict.Taken,
          status.isPresent() ? status.getAsInt() : null,
          tookMs,
          switch (verdict) {
            case Verdict.Taken taken -> null;
            case Verdict.Refused refused -> refused.why();
            case Verdict.Gone gone -> gone.why();
          });
    }
  }

  private final SubscriptionStore subscriptions;
  private final DeliveryStore deliveries;
  private final Receivers receivers;
  private final SubscriptionChecks checks;
  private final IdempotentPosts posts;

  SubscriptionRoutes(
      SubscriptionStore subscriptions,
      DeliveryStore deliveries,
      Receivers receivers,
      SubscriptionChecks checks,
      IdempotentPosts posts) {
    this.subscriptions = subscriptions;
    this.deliveries = deliveries;
    this.receivers = receivers;
    this.checks = checks;
    this.posts = posts;
  }

  List<Route> routes() {
    String one = "/subscriptions/:subscription";
    return Route.closed(
        WHY_CLOSED,
        new Route("GET", "/subscriptions", this::list),
        new Route("POST", "/subscriptions", posts.once(this::create)),
        new Route("GET", one, this::get),
        new Route("PUT", one, this::update),
        new Route("DELETE", one, this::delete),
        new Route("POST", one + ":test", posts.once(this::test)),
        new Route("GET", one + "/deliveries", this::deliveries));
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, Set.of());
    List<Subscription> found = subscriptions.list(page.after().orElse(""), page.limit() + 1);
    return Response.json(200, Page.of(LIST, found, page.limit(), Subscription::name));
  }

  private Response get(Request request) {
    Subscription found = require(request);
    return Response.json(200, found).withHeader("ETag", Revisions.etag(found.revision()));
  }

  private Answer create(Request request, Optional<String> key) {
    SubscriptionSpec spec = Bodies.read(request, SubscriptionSpec.class);
    checks.check(spec);
    SubscriptionId id =
        new SubscriptionId(key.map(SubscriptionRoutes::idOf).orElseGet(UUID::randomUUID));
    Subscription made = stored(subscriptions.create(id, spec));
    return new Answer(
        201, ApiRoutes.BASE + "/subscriptions/" + made.id(), Revisions.etag(made.revision()), made);
  }

  /** A request that is sent again after a failure half-way finds what it made. */
  private static UUID idOf(String key) {
    return UUID.nameUUIDFromBytes(("subscription\n" + key).getBytes(StandardCharsets.UTF_8));
  }

  private Response update(Request request) {
    Subscription current = require(request);
    ObjectNode tree = Bodies.tree(request);
    requireSameId(tree, current);
    var expected = Revisions.expected(request, tree);
    // What was read with GET can be changed and written back as it is.
    tree.remove(List.of("id", "revision", "createdAt", "updatedAt", "health"));
    SubscriptionSpec spec = Bodies.convert(tree, SubscriptionSpec.class);
    checks.check(spec);
    Subscription changed = stored(subscriptions.update(current.id(), spec, expected));
    return Response.json(200, changed).withHeader("ETag", Revisions.etag(changed.revision()));
  }

  private static void requireSameId(ObjectNode tree, Subscription current) {
    JsonNode id = tree.get("id");
    if (id != null && !id.asText().equals(current.id().toString())) {
      throw new ProblemException(
          Problem.unprocessable(
                  "id: the body is of the subscription %s, but the address names %s."
                      .formatted(id.asText(), current.id()))
              .with("key", "id"));
    }
  }

  private Response delete(Request request) {
    Subscription current = require(request);
    SubscriptionChange change = subscriptions.delete(current.id(), Revisions.expected(request));
    if (change instanceof SubscriptionChange.Deleted) {
      return Response.empty(204);
    }
    throw refusal(change);
  }

  private Answer test(Request request, Optional<String> key) throws InterruptedException {
    SubscriptionSpec spec = require(request).spec();
    long begun = System.nanoTime();
    Verdict verdict = receivers.tryOut(spec);
    return new Answer(200, null, null, Trial.of(verdict, (System.nanoTime() - begun) / 1_000_000));
  }

  private Response deliveries(Request request) {
    Subscription subscription = require(request);
    PageRequest page = PageRequest.of(request, DELIVERIES, Set.of());
    long before = page.after().map(SubscriptionRoutes::place).orElse(Long.MAX_VALUE);
    List<DeliveryStore.Placed> found = deliveries.list(subscription.id(), before, page.limit() + 1);
    Page<DeliveryStore.Placed> placed =
        Page.of(DELIVERIES, found, page.limit(), each -> Long.toString(each.place()));
    return Response.json(
        200,
        new Page<>(
            placed.items().stream().map(DeliveryStore.Placed::delivery).toList(),
            placed.nextCursor()));
  }

  private static long place(String text) {
    if (text.matches("[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    throw PageRequest.badCursor();
  }

  private static Subscription stored(SubscriptionChange change) {
    if (change instanceof SubscriptionChange.Stored(Subscription subscription)) {
      return subscription;
    }
    throw refusal(change);
  }

  private static ProblemException refusal(SubscriptionChange change) {
    return new ProblemException(
        switch (change) {
          case SubscriptionChange.NameTaken(String name) ->
              Problem.of(
                  409,
                  "subscription-name-taken",
                  "The name is taken",
                  "There is a subscription called %s already: change that one (PUT /api/v1/subscriptions/%s), or choose another name."
                      .formatted(name, name));
          case SubscriptionChange.RevisionMismatch(long current) ->
              Problem.of(
                      412,
                      "subscription-revision-mismatch",
                      "Somebody else has changed the subscription",
                      "The subscription is at revision %d by now: read it again, and make your change to that."
                          .formatted(current))
                  .with("revision", current);
          case SubscriptionChange.NotFound gone ->
              Problem.notFound("The subscription has been deleted in the meantime.");
          case SubscriptionChange.Stored stored ->
              throw new IllegalStateException("A success is no refusal: " + stored);
          case SubscriptionChange.Deleted deleted ->
              throw new IllegalStateException("A success is no refusal: " + deleted);
        });
  }

  private Subscription require(Request request) {
    String idOrName = request.pathParameter("subscription");
    return subscriptions
        .find(idOrName)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound(
                        "There is no subscription with the id or name \"%s\"."
                            .formatted(idOrName))));
  }
}
