package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.letters.Letter;
import io.waybill.api.letters.LetterFilter;
import io.waybill.api.letters.LetterId;
import io.waybill.api.letters.LetterReplayer;
import io.waybill.api.letters.LetterStore;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /dead-letters}: what could not be understood. */
final class LetterRoutes {
  private static final String WHY_CLOSED =
      "of what could not be understood nobody knows whose it is";
  private static final String LIST = "dead-letters";
  private static final Set<String> FILTERS =
      Set.of("topic", "webhook", "since", "until", "replayed", "settled");

  /**
   * With which letters something is to be done.
   *
   * @param filter which; left out, whatever nobody has put back or settled
   * @param dryRun only say what would be done
   */
  record LetterWish(@Nullable LetterFilter filter, @Nullable Boolean dryRun) {
    LetterFilter meant() {
      return (filter == null ? new LetterFilter(null, null, null, null, null, null) : filter)
          .ofUntouched();
    }

    boolean isDryRun() {
      return Boolean.TRUE.equals(dryRun);
    }
  }

  /** How many letters were, or would be, settled. */
  record Settled(boolean dryRun, long settled) {}

  private final LetterStore letters;
  private final LetterReplayer replayer;
  private final IdempotentPosts posts;
  private final Clock clock;

  LetterRoutes(LetterStore letters, LetterReplayer replayer, IdempotentPosts posts, Clock clock) {
    this.letters = letters;
    this.replayer = replayer;
    this.posts = posts;
    this.clock = clock;
  }

  List<Route> routes() {
    return Route.closed(
        WHY_CLOSED,
        new Route("GET", "/dead-letters", this::list),
        new Route("POST", "/dead-letters:replay", Role.OPERATOR, posts.once(this::replayMany)),
        new Route("POST", "/dead-letters:settle", Role.OPERATOR, posts.once(this::settleMany)),
        new Route(
            "POST", "/dead-letters/:letterId:replay", Role.OPERATOR, posts.once(this::replayOne)),
        new Route("POST", "/dead-letters/:letterId:settle", Role.OPERATOR, this::settle),
        new Route("GET", "/dead-letters/:letterId", this::get),
        new Route("GET", "/dead-letters/:letterId/body", this::body));
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, FILTERS);
    LetterFilter filter =
        new LetterFilter(
            find(request, "topic", "a topic's name", LetterRoutes::text),
            find(request, "webhook", "a webhook's name", LetterRoutes::text),
            find(request, "since", "a time such as 2026-11-22T03:00:00Z", LetterRoutes::time),
            find(request, "until", "a time such as 2026-11-22T03:00:00Z", LetterRoutes::time),
            find(request, "replayed", "true or false", LetterRoutes::truth),
            find(request, "settled", "true or false", LetterRoutes::truth));
    List<Letter> found =
        letters.list(filter, page.after().map(LetterRoutes::position), page.limit() + 1);
    return Response.json(
        200, Page.of(LIST, found, page.limit(), one -> one.setAsideAt() + " " + one.id()));
  }

  private Response get(Request request) {
    return Response.json(200, require(request));
  }

  private Response body(Request request) {
    Letter letter = require(request);
    byte[] bytes =
        letter
            .bytes()
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.notFound(
                            "The body of %s is larger than what is kept (1 MiB)."
                                .formatted(letter.id()))));
    return Response.bytes(200, "application/octet-stream", bytes)
        .withHeader("Content-Disposition", "attachment; filename=\"" + letter.id() + "\"");
  }

  private Answer replayOne(Request request, Optional<String> key) throws InterruptedException {
    Letter letter = require(request);
    if (letter.obstacle() != null) {
      throw new ProblemException(Problem.conflict(letter.obstacle()));
    }
    replayer.replay(letter.id(), Caller.of(request).name());
    return new Answer(202, null, null, require(request));
  }

  private Answer replayMany(Request request, Optional<String> key) throws InterruptedException {
    LetterWish wish = Bodies.read(request, LetterWish.class);
    return new Answer(
        200, null, null, replayer.replay(wish.meant(), wish.isDryRun(), Caller.of(request).name()));
  }

  private Response settle(Request request) {
    letters.settle(require(request).id(), clock.instant(), Caller.of(request).name());
    return Response.json(200, require(request));
  }

  private Answer settleMany(Request request, Optional<String> key) {
    LetterWish wish = Bodies.read(request, LetterWish.class);
    // What somebody has put back may be settled with the rest.
    LetterFilter said = wish.meant();
    LetterFilter filter =
        wish.filter() == null || wish.filter().replayed() == null
            ? new LetterFilter(
                said.topic(), said.webhook(), said.since(), said.until(), null, said.settled())
            : said;
    long settled =
        wish.isDryRun()
            ? letters.count(filter)
            : letters.settle(filter, clock.instant(), Caller.of(request).name());
    return new Answer(200, null, null, new Settled(wish.isDryRun(), settled));
  }

  private Letter require(Request request) {
    String text = request.pathParameter("letterId");
    LetterId id = parse("letterId", text, "a UUID", LetterId::parse);
    return letters
        .find(id)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.notFound("There is no dead letter %s (any more).".formatted(id))));
  }

  private static <T> @Nullable T find(
      Request request, String name, String expected, Function<String, T> parser) {
    return request.query(name).map(text -> parse(name, text, expected, parser)).orElse(null);
  }

  private static <T> T parse(
      String name, String text, String expected, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw new ProblemException(
          Problem.badRequest("%s must be %s, not \"%s\".".formatted(name, expected, text)));
    }
  }

  private static String text(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("PostgreSQL has no text with it");
    }
    return text;
  }

  /** With any offset; a plus sign that was not encoded in the address arrives as a space. */
  private static Instant time(String text) {
    return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
  }

  private static Boolean truth(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return Boolean.valueOf(text);
  }

  private static LetterStore.Position position(String place) {
    String[] parts = place.split(" ", -1);
    try {
      return new LetterStore.Position(Instant.parse(parts[0]), LetterId.parse(parts[1]));
    } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException forged) {
      throw PageRequest.badCursor();
    }
  }
}
