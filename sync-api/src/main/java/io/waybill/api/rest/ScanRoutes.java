package io.waybill.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.api.access.Caller;
import io.waybill.api.rules.RuleStore;
import io.waybill.api.scans.Scan;
import io.waybill.api.scans.ScanStore;
import io.waybill.api.scans.StepSender;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.tasks.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /scans}: what is there already is looked over, and what differs becomes tasks; and {@code
 * /rules:preview}: the same as a dry run, for whose end the answer waits a while.
 */
final class ScanRoutes {
  private static final String WHY_CLOSED =
      "a scan looks at, and tells of, all that its rule reads and writes";
  private static final Logger LOG = LoggerFactory.getLogger(ScanRoutes.class);
  private static final String LIST = "scans";

  /** Less than most clients and proxies wait for an answer. */
  private static final Duration PREVIEW = Duration.ofSeconds(25);

  private static final Duration GLANCE = Duration.ofMillis(100);

  private final ScanStore scans;
  private final StepSender sender;
  private final RuleStore rules;
  private final RuleChecks checks;
  private final IdempotentPosts posts;
  private final Clock clock;

  ScanRoutes(
      ScanStore scans,
      StepSender sender,
      RuleStore rules,
      RuleChecks checks,
      IdempotentPosts posts,
      Clock clock) {
    this.scans = scans;
    this.sender = sender;
    this.rules = rules;
    this.checks = checks;
    this.posts = posts;
    this.clock = clock;
  }

  List<Route> routes() {
    return Route.closed(
        WHY_CLOSED,
        new Route("GET", "/scans", this::list),
        new Route("POST", "/scans", Role.OPERATOR, posts.once(this::create)),
        new Route("GET", "/scans/:scan", this::get),
        new Route("POST", "/scans/:scan:cancel", Role.OPERATOR, this::cancel),
        new Route("POST", "/rules:preview", Role.OPERATOR, this::preview));
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, Set.of("rule"));
    Optional<RuleId> rule = request.query("rule").map(this::ruleId);
    List<Scan> found = scans.list(rule, page.after().map(ScanRoutes::position), page.limit() + 1);
    return Response.json(200, Page.of(LIST, found, page.limit(), ScanRoutes::place));
  }

  /** A rule that is gone is found by its id. */
  private RuleId ruleId(String idOrName) {
    Optional<Rule> rule = rules.find(idOrName);
    if (rule.isPresent()) {
      return rule.get().id();
    }
    try {
      return RuleId.parse(idOrName);
    } catch (IllegalArgumentException name) {
      throw new ProblemException(
          Problem.badRequest("rule: there is no rule called \"" + idOrName + "\"."));
    }
  }

  private Answer create(Request request, Optional<String> key) throws InterruptedException {
    ObjectNode tree = Bodies.tree(request);
    ScanWish wish = ScanWish.read(tree, rules, checks);
    if (!wish.dryRun()) {
      wish.requireEnabled();
    }
    ScanId id =
        new ScanId(
            key.map(text -> UUID.nameUUIDFromBytes(bytes("scan\n" + text)))
                .orElseGet(UUID::randomUUID));
    start(id, wish, wish.dryRun(), request);
    return new Answer(202, place(id), null, require(id));
  }

  private Response preview(Request request) throws InterruptedException {
    ScanWish wish = ScanWish.read(Bodies.tree(request), rules, checks);
    ScanId id = new ScanId(UUID.randomUUID());
    start(id, wish, true, request);
    Instant deadline = clock.instant().plus(PREVIEW);
    Scan scan = require(id);
    while (!scan.hasEnded() && clock.instant().isBefore(deadline)) {
      Thread.sleep(GLANCE);
      scan = require(id);
    }
    Scan told = scan.withWarnings(warnings(wish.rule()));
    return scan.hasEnded()
        ? Response.json(200, told)
        : Response.json(202, told).withHeader("Location", place(id));
  }

  /** A rule that nobody has made yet is new among the others. */
  private List<String> warnings(ScanRule rule) {
    RuleId id = rule.id() == null ? new RuleId(UUID.randomUUID()) : rule.id();
    Instant now = clock.instant();
    return checks.warnings(new Rule(id, 1, now, now, rule.spec()), any -> true);
  }

  private void start(ScanId id, ScanWish wish, boolean dryRun, Request request)
      throws InterruptedException {
    checks.check(wish.rule().spec());
    scans.create(
        new ScanRequest(
            id,
            wish.rule(),
            Trigger.MANUAL,
            dryRun,
            wish.scope(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            Caller.of(request).name()));
    send();
  }

  /** What Kafka does not take now, is sent later. */
  private void send() throws InterruptedException {
    try {
      sender.run();
    } catch (PublishException away) {
      LOG.warn("Steps of scans are sent when Kafka is back: {}", away.getMessage());
    }
  }

  private Response get(Request request) {
    return Response.json(200, require(scanId(request)));
  }

  private Response cancel(Request request) throws InterruptedException {
    Scan scan = require(scanId(request));
    boolean cancelled =
        scans.cancel(scan.id(), "It was cancelled by " + Caller.of(request).name() + ".");
    send();
    Scan now = require(scan.id());
    if (!cancelled && now.state() != io.waybill.api.scans.ScanState.CANCELLED) {
      throw new ProblemException(
          Problem.of(
              409,
              "scan-over",
              "The scan is over",
              "The scan %s has ended already; its tasks are cancelled by themselves."
                  .formatted(scan.id())));
    }
    return Response.json(200, now);
  }

  private Scan require(ScanId id) {
    return scans
        .find(id)
        .orElseThrow(
            () -> new ProblemException(Problem.notFound("There is no scan %s.".formatted(id))));
  }

  private static ScanId scanId(Request request) {
    String text = request.pathParameter("scan");
    try {
      return ScanId.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new ProblemException(
          Problem.notFound("There is no scan \"%s\": a scan's id is a UUID.".formatted(text)));
    }
  }

  private static String place(ScanId id) {
    return ApiRoutes.BASE + "/scans/" + id;
  }

  private static String place(Scan scan) {
    return scan.createdAt() + " " + scan.id();
  }

  private static ScanStore.Position position(String place) {
    String[] parts = place.split(" ", -1);
    try {
      return new ScanStore.Position(Instant.parse(parts[0]), ScanId.parse(parts[1]));
    } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException forged) {
      throw PageRequest.badCursor();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
