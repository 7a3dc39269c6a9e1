package io.waybill.api.rest;

import io.waybill.api.access.Authenticator;
import io.waybill.api.audit.AuditTrail;
import io.waybill.api.cancels.CancelPreview;
import io.waybill.api.cancels.CancelStore;
import io.waybill.api.cancels.Canceller;
import io.waybill.api.database.Database;
import io.waybill.api.deletes.DeleteStore;
import io.waybill.api.letters.Destinations;
import io.waybill.api.letters.LetterReplayer;
import io.waybill.api.letters.LetterStore;
import io.waybill.api.live.LiveRecords;
import io.waybill.api.migrate.MigrationStore;
import io.waybill.api.notifications.DeliveryStore;
import io.waybill.api.notifications.Receivers;
import io.waybill.api.notifications.SubscriptionStore;
import io.waybill.api.receivers.ReceiverGuard;
import io.waybill.api.records.ImageStore;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.StatisticsStore;
import io.waybill.api.registries.RegistryHealthStore;
import io.waybill.api.replays.Reach;
import io.waybill.api.replays.ReplayPreview;
import io.waybill.api.replays.ReplayStore;
import io.waybill.api.rules.RulePublisher;
import io.waybill.api.rules.RuleStore;
import io.waybill.api.scans.RuleOutlook;
import io.waybill.api.scans.ScanStore;
import io.waybill.api.scans.StepSender;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.http.Response;
import io.waybill.chassis.http.Routes;
import io.waybill.chassis.kafka.MessagePublisher;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Every route under {@code /api/v1}, behind authentication. */
public final class ApiRoutes {
  /** What all paths begin with. */
  public static final String BASE = "/api/v1";

  private final Guard guard;
  private final List<Route> routes;

  private ApiRoutes(Guard guard, List<Route> routes) {
    this.guard = guard;
    this.routes = List.copyOf(routes);
  }

  /**
   * The routes of an API.
   *
   * @param database where rules and records are
   * @param rulePublisher tells the workers of rules
   * @param publisher where wishes go
   * @param canceller tells the workers what is not to be done
   * @param receivers tries out whom subscriptions tell
   * @param live tells of records while they change
   */
  public static ApiRoutes of(
      WaybillConfig config,
      Database database,
      RulePublisher rulePublisher,
      MessagePublisher publisher,
      Canceller canceller,
      Receivers receivers,
      LiveRecords live,
      Clock clock) {
    RuleStore rules = new RuleStore(database);
    RecordStore records = new RecordStore(database);
    Registries registries =
        new Registries(config.registries(), new RegistryHealthStore(database, clock));
    IdempotentPosts posts = new IdempotentPosts(new IdempotencyStore(database));
    List<Route> routes = new ArrayList<>();
    DeleteStore deletes = new DeleteStore(database);
    RuleChecks checks = new RuleChecks(registries, rules);
    routes.addAll(
        new RuleRoutes(
                rules,
                deletes,
                rulePublisher,
                checks,
                posts,
                rule -> RuleOutlook.of(rule, database, clock))
            .routes());
    routes.addAll(
        new ScanRoutes(
                new ScanStore(database),
                new StepSender(database, publisher, clock),
                rules,
                checks,
                posts,
                clock)
            .routes());
    routes.addAll(
        new MigrationRoutes(new MigrationStore(database), registries, checks, posts, clock)
            .routes());
    routes.addAll(new DeleteRoutes(rules, deletes, posts).routes());
    routes.addAll(new RecordRoutes(records).routes());
    routes.addAll(new StatsRoutes(new StatisticsStore(database), clock).routes());
    routes.addAll(new ImageRoutes(new ImageStore(database), rules).routes());
    routes.addAll(new SyncRoutes(registries, rules, publisher, posts, clock).routes());
    routes.addAll(
        new ReplayRoutes(
                new ReplayStore(database),
                new ReplayPreview(database, Reach.of(config)),
                records,
                posts,
                clock)
            .routes());
    routes.addAll(
        new CancelRoutes(
                canceller,
                new CancelStore(database),
                new CancelPreview(database),
                records,
                posts,
                clock)
            .routes());
    LetterStore letters = new LetterStore(database, new Destinations(config.regions()));
    routes.addAll(
        new LetterRoutes(letters, new LetterReplayer(letters, publisher, clock), posts, clock)
            .routes());
    routes.addAll(registries.routes());
    SubscriptionChecks subscriptions =
        new SubscriptionChecks(config.api(), ReceiverGuard.of(config.api()));
    routes.addAll(
        new SubscriptionRoutes(
                new SubscriptionStore(database),
                new DeliveryStore(database),
                receivers,
                subscriptions,
                posts)
            .routes());
    routes.addAll(new EventRoutes(live).routes());
    routes.addAll(new CallerRoutes().routes());
    byte[] document = document();
    routes.add(
        new Route(
                "GET",
                "/openapi.yaml",
                request -> Response.bytes(200, "application/yaml", document))
            .unscoped());
    AuditTrail trail = new AuditTrail(database);
    routes.addAll(new AuditRoutes(trail).routes());
    return new ApiRoutes(new Guard(Authenticator.of(config.api().access(), clock), trail), routes);
  }

  /** Adds them to a server's. */
  public void addTo(Routes server) {
    for (Route route : routes) {
      server.on(route.method(), BASE + route.path(), guard.before(route));
    }
  }

  private static byte[] document() {
    try (InputStream document = ApiRoutes.class.getResourceAsStream("openapi.yaml")) {
      if (document == null) {
        throw new IllegalStateException("openapi.yaml is missing beside " + ApiRoutes.class);
      }
      return document.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  List<Route> routes() {
    return routes;
  }
}
