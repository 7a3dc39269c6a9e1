package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.migrate.Migration;
import io.waybill.api.migrate.MigrationFinding;
import io.waybill.api.migrate.MigrationPart;
import io.waybill.api.migrate.MigrationStore;
import io.waybill.api.migrate.NewMigration;
import io.waybill.api.migrate.PartState;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** {@code /migrations}: many repositories that go elsewhere as one job. */
final class MigrationRoutes {
  private static final String WHY_CLOSED =
      "a migration looks at, and tells of, all that its parts read and write";
  private static final String LIST = "migrations";
  private static final String PARTS = "migration-parts";
  private static final String FINDINGS = "migration-findings";

  private final MigrationStore migrations;
  private final Registries registries;
  private final RuleChecks checks;
  private final IdempotentPosts posts;
  private final Clock clock;

  MigrationRoutes(
      MigrationStore migrations,
      Registries registries,
      RuleChecks checks,
      IdempotentPosts posts,
      Clock clock) {
    this.migrations = migrations;
    this.registries = registries;
    this.checks = checks;
    this.posts = posts;
    this.clock = clock;
  }

  List<Route> routes() {
    return Route.closed(
        WHY_CLOSED,
        new Route("GET", "/migrations", this::list),
        new Route("POST", "/migrations", Role.OPERATOR, posts.once(this::create)),
        new Route("GET", "/migrations/:migration", this::get),
        new Route("GET", "/migrations/:migration/parts", this::parts),
        new Route("GET", "/migrations/:migration/findings", this::findings),
        new Route("POST", "/migrations/:migration:pause", Role.OPERATOR, this::pause),
        new Route("POST", "/migrations/:migration:resume", Role.OPERATOR, this::resume),
        new Route("POST", "/migrations/:migration:cancel", Role.OPERATOR, this::cancel));
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, Set.of());
    List<Migration> found =
        migrations.list(page.after().map(MigrationRoutes::position), page.limit() + 1);
    return Response.json(200, Page.of(LIST, found, page.limit(), MigrationRoutes::place));
  }

  private Answer create(Request request, Optional<String> key) {
    MigrationWish wish = MigrationWish.read(Bodies.tree(request), checks);
    MigrationId id =
        new MigrationId(
            key.map(
                    text ->
                        UUID.nameUUIDFromBytes(
                            ("migration\n" + text).getBytes(StandardCharsets.UTF_8)))
                .orElseGet(UUID::randomUUID));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String caller = Caller.of(request).name();
    migrations.create(
        new NewMigration(
            id,
            wish.name(),
            caller,
            now,
            new MigrationParts(registries, wish, id, caller, now).make()));
    return new Answer(202, ApiRoutes.BASE + "/migrations/" + id, null, require(id));
  }

  private Response get(Request request) {
    return Response.json(200, require(id(request)));
  }

  private Response parts(Request request) {
    PageRequest page = PageRequest.of(request, PARTS, Set.of("state"));
    MigrationId id = require(id(request)).id();
    List<MigrationPart> found =
        migrations.parts(
            id,
            request.query("state").map(MigrationRoutes::state).orElse(null),
            page.after().map(MigrationRoutes::number).orElse(0),
            page.limit() + 1);
    return Response.json(
        200, Page.of(PARTS, found, page.limit(), part -> Integer.toString(part.number())));
  }

  private Response findings(Request request) {
    PageRequest page = PageRequest.of(request, FINDINGS, Set.of());
    MigrationId id = require(id(request)).id();
    List<MigrationFinding> found =
        migrations.findings(
            id,
            page.after().map(MigrationRoutes::findingPlace).orElse(MigrationFinding.Place.FIRST),
            page.limit() + 1);
    return Response.json(
        200,
        Page.of(FINDINGS, found, page.limit(), finding -> finding.part() + " " + finding.number()));
  }

  private Response pause(Request request) {
    MigrationId id = require(id(request)).id();
    return after(id, migrations.pause(id), "paused");
  }

  private Response resume(Request request) {
    MigrationId id = require(id(request)).id();
    return after(id, migrations.resume(id), "resumed");
  }

  private Response cancel(Request request) {
    MigrationId id = require(id(request)).id();
    return after(id, migrations.cancel(id, Caller.of(request).name()), "cancelled");
  }

  private Response after(MigrationId id, boolean moved, String what) {
    Migration now = require(id);
    if (!moved) {
      throw new ProblemException(
          Problem.of(
              409,
              "migration-over",
              "The migration cannot go on or back",
              "The migration %s is %s, and so cannot be %s."
                  .formatted(id, Json.strict().convertValue(now.state(), String.class), what)));
    }
    return Response.json(200, now);
  }

  private Migration require(MigrationId id) {
    return migrations
        .find(id)
        .orElseThrow(
            () ->
                new ProblemException(Problem.notFound("There is no migration %s.".formatted(id))));
  }

  /** By its id, or the name of the newest one that is called so. */
  private MigrationId id(Request request) {
    String text = request.pathParameter("migration");
    try {
      return MigrationId.parse(text);
    } catch (IllegalArgumentException name) {
      return migrations
          .findByName(text)
          .orElseThrow(
              () ->
                  new ProblemException(
                      Problem.notFound("There is no migration called \"%s\".".formatted(text))));
    }
  }

  private static PartState state(String text) {
    try {
      return Json.strict().convertValue(text, PartState.class);
    } catch (IllegalArgumentException unknown) {
      throw new ProblemException(
          Problem.badRequest(
              "state must be waiting, running, planning, done, failed or cancelled, not \"%s\"."
                  .formatted(text)));
    }
  }

  private static String place(Migration migration) {
    return migration.createdAt() + " " + migration.id();
  }

  private static MigrationStore.Position position(String place) {
    String[] parts = place.split(" ", -1);
    try {
      return new MigrationStore.Position(Instant.parse(parts[0]), MigrationId.parse(parts[1]));
    } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException forged) {
      throw PageRequest.badCursor();
    }
  }

  private static int number(String place) {
    try {
      return Integer.parseInt(place);
    } catch (NumberFormatException forged) {
      throw PageRequest.badCursor();
    }
  }

  private static MigrationFinding.Place findingPlace(String place) {
    String[] parts = place.split(" ", -1);
    if (parts.length != 2) {
      throw PageRequest.badCursor();
    }
    return new MigrationFinding.Place(number(parts[0]), number(parts[1]));
  }
}
