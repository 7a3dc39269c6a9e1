package io.waybill.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waybill.api.audit.AuditTrail;
import io.waybill.api.cancels.CancelStore;
import io.waybill.api.cancels.Canceller;
import io.waybill.api.clock.DatabaseClock;
import io.waybill.api.console.Console;
import io.waybill.api.database.Database;
import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.api.deletes.DeleteGate;
import io.waybill.api.deletes.DeleteStore;
import io.waybill.api.deletes.DeletionReader;
import io.waybill.api.letters.Destinations;
import io.waybill.api.letters.LetterRecorder;
import io.waybill.api.letters.LetterStore;
import io.waybill.api.live.LiveFacts;
import io.waybill.api.live.LiveProgress;
import io.waybill.api.live.LiveRecords;
import io.waybill.api.migrate.MigrationKeeper;
import io.waybill.api.migrate.MigrationStore;
import io.waybill.api.notifications.DeliveryStore;
import io.waybill.api.notifications.Notifier;
import io.waybill.api.notifications.Outbox;
import io.waybill.api.notifications.Receivers;
import io.waybill.api.notifications.RegistryHosts;
import io.waybill.api.queue.ForgottenTaskSweeper;
import io.waybill.api.queue.GroupWatch;
import io.waybill.api.queue.LostTaskSweeper;
import io.waybill.api.queue.QueueWatch;
import io.waybill.api.queue.RetryScheduler;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.receivers.Postman;
import io.waybill.api.receivers.ReceiverGuard;
import io.waybill.api.receivers.Workloads;
import io.waybill.api.records.HistoryUpkeep;
import io.waybill.api.records.HourlyStatistics;
import io.waybill.api.records.LastSeen;
import io.waybill.api.records.Projection;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.Recorder;
import io.waybill.api.records.TaskClaims;
import io.waybill.api.registries.RegistryWatch;
import io.waybill.api.replays.Reach;
import io.waybill.api.replays.ReplayStore;
import io.waybill.api.replays.Replayer;
import io.waybill.api.rest.ApiRoutes;
import io.waybill.api.rest.IdempotencyStore;
import io.waybill.api.rules.RulePublisher;
import io.waybill.api.scans.ScanRecorder;
import io.waybill.api.scans.ScanUpkeep;
import io.waybill.api.scans.ScheduleKeeper;
import io.waybill.api.scans.StepSender;
import io.waybill.api.topics.TopicFollower;
import io.waybill.api.topics.TopicKeys;
import io.waybill.chassis.config.NotificationsConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.http.Health;
import io.waybill.chassis.http.HttpService;
import io.waybill.chassis.http.HttpSettings;
import io.waybill.chassis.http.ListenException;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.KafkaHealth;
import io.waybill.chassis.kafka.KafkaSetupException;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.chassis.life.Loop;
import io.waybill.chassis.life.ServiceStack;
import io.waybill.chassis.life.StartException;
import io.waybill.chassis.metrics.Metrics;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.wire.Topics;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role {@code api}: rules, records, retries and REST. Several may run on one database and one
 * Kafka.
 */
public final class Api implements AutoCloseable {
  /** Facts that this process has still to record, a gauge. */
  public static final String RECORDER_LAG = "waybill.recorder.lag";

  /** How old the oldest of them is, a gauge. */
  public static final String RECORDER_AGE = "waybill.recorder.oldest.seconds";

  /** Rules that Kafka has not acknowledged, a gauge; -1 while the database is away. */
  public static final String RULES_UNPUBLISHED = "waybill.rules.unpublished";

  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(5);

  /** How long it can be seen how a replay or a cancel went, and what could not be understood. */
  private static final Duration WISHES_KEPT = Duration.ofDays(30);

  /** How often is looked how full the queues are. */
  private static final Duration QUEUES = Duration.ofSeconds(10);

  /** How old what is not recorded yet may be where tasks are held for forgotten. */
  private static final Duration RECORDED = Duration.ofMinutes(1);

  /** How often is looked for notifications that are due. */
  private static final Duration NOTIFICATIONS = Duration.ofMillis(250);

  /** A migration of ten thousand parts is the largest thing that anybody sends. */
  private static final ByteSize MAX_BODY = ByteSize.ofMiB(4);

  private static final String LETTERS_GROUP = Groups.RECORDER + "-dead-letters";
  private static final String PROGRESS_GROUP = Groups.RECORDER + "-progress";
  private static final String SCAN_GROUP = Groups.RECORDER + "-scans";

  private final ServiceStack parts;
  private final HttpService http;

  private Api(ServiceStack parts, HttpService http) {
    this.parts = parts;
    this.http = http;
  }

  /**
   * Starts the role, and returns when it takes requests.
   *
   * @throws StartException when the configuration forbids it, or PostgreSQL, Kafka or the port
   *     cannot be had
   */
  public static Api start(WaybillConfig config) throws StartException {
    return start(config, Timing.DEFAULT);
  }

  static Api start(WaybillConfig config, Timing timing) throws StartException {
    requireStartable(config);
    ServiceStack parts = new ServiceStack();
    try {
      return new Builder(config, timing, parts).build();
    } catch (KafkaSetupException | ListenException impossible) {
      parts.close();
      throw new StartException(impossible.getMessage() + ".", impossible);
    } catch (PublishException | KafkaException failed) {
      parts.close();
      throw new StartException(
          "Kafka did not take what the API tells it when it starts: "
              + failed.getMessage()
              + ". Start it again when Kafka is well.",
          failed);
    } catch (DatabaseUnavailableException away) {
      parts.close();
      throw new StartException(
          "PostgreSQL went away while the API was started: "
              + away.getMessage()
              + ". Start it again when PostgreSQL is well.",
          away);
    } catch (InterruptedException interrupted) {
      parts.close();
      Thread.currentThread().interrupt();
      throw new StartException("The start was interrupted.", interrupted);
    } catch (StartException | RuntimeException failed) {
      parts.close();
      throw failed;
    }
  }

  private static void requireStartable(WaybillConfig config) throws StartException {
    String refusal = config.api().refusal().orElse(null);
    if (refusal != null) {
      throw new StartException("The API does not start: " + refusal + ".");
    }
    if (config.kafka().isEmbedded()) {
      throw new StartException(
          "The api role needs Kafka, and kafka.bootstrapServers is not set: set it"
              + " (WAYBILL_KAFKA_BOOTSTRAP_SERVERS), or run `./waybill up`, which brings its own"
              + " Kafka.");
    }
    if (config.api().access().isOpen()) {
      LOG.warn(
          "The API is open to everyone on this machine: neither api.tokens nor api.oidc is set. Set"
              + " api.tokens (WAYBILL_API_TOKENS) to ask for a token.");
    }
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** Where it listens; the API itself is at {@code /api/v1} below. */
  public URI uri() {
    return http.uri();
  }

  /** Ends running requests, then the loops, then the connections. */
  @Override
  public void close() {
    parts.close();
  }

  /** Builds the parts from the ground up. */
  private static final class Builder {
    private final WaybillConfig config;
    private final Timing timing;
    private final ServiceStack parts;
    private final Clock clock = Clock.systemUTC();
    private final Health health = new Health();
    private final Projection projection;
    private final RegistryHosts hosts;
    private final PrometheusMeterRegistry metrics;
    private final KafkaClients clients;

    Builder(WaybillConfig config, Timing timing, ServiceStack parts) {
      this.config = config;
      this.timing = timing;
      this.parts = parts;
      this.hosts = new RegistryHosts(config.registries());
      this.projection =
          new Projection(
              List.of(new Outbox(config.api().notifications(), hosts, clock), new RegistryWatch()));
      this.metrics = Metrics.create("api", ApiMetrics.SPECS);
      this.clients =
          new KafkaClients(config.kafka(), "waybill-api").countingIn(metrics, written(config));
    }

    private static List<String> written(WaybillConfig config) {
      List<String> topics = new ArrayList<>(Topics.tasks(config.regions()));
      topics.addAll(
          List.of(
              Topics.EVENTS,
              Topics.RECORDS,
              Topics.RULES,
              Topics.SCANS,
              Topics.CANCELS,
              Topics.DEAD_LETTERS));
      return topics;
    }

    Api build() throws StartException, KafkaSetupException, ListenException, InterruptedException {
      Database database = parts.add("the database", Database.open(config.database()));
      database.watch(metrics);
      health.add("database", () -> databaseStatus(database));
      Admin admin = parts.add("Kafka's administration", clients.admin());
      health.add("kafka", new KafkaHealth(admin));
      TopicSetup.ensure(admin, config.kafka(), config.regions());
      MessagePublisher publisher = parts.add("the publisher", clients.publisher(PUBLISH_TIMEOUT));
      publisher.prepare(Topics.EVENTS, Topics.RECORDS, Topics.SCANS);
      RulePublisher rules = publishRules(database, publisher);
      TaskQueue queue = new TaskQueue(publisher, database, projection, config.traces());
      keepHistory(database);
      GroupWatch facts = GroupWatch.ofFacts(clients, admin, clock, metrics);
      repeat("watch over the facts", QUEUES, facts::run);
      follow(database, publisher, queue, facts);
      QueueWatch queues = new QueueWatch(clients, admin, config.regions(), clock, metrics);
      repeat("watch over the queues", QUEUES, queues::run);
      GroupWatch events = GroupWatch.ofEvents(clients, admin, clock, metrics);
      repeat("watch over the events", QUEUES, events::run);
      keepLetters(database);
      replay(database, queue);
      Receivers receivers = tellSubscribers(database);
      scan(database, publisher);
      Canceller canceller = cancel(database, queue, publisher);
      migrate(database, queue, canceller);
      LiveRecords live = tellLive(database, admin);
      guardDeletes(database, publisher, queue);
      HttpService http =
          HttpService.start(
              HttpSettings.of(config.api().host(), config.api().port(), "api.port")
                  .withMaxBody(MAX_BODY),
              routes -> {
                new Console().addTo(routes);
                ApiRoutes.of(config, database, rules, publisher, canceller, receivers, live, clock)
                    .addTo(routes);
              },
              health,
              metrics);
      parts.add("the API's server", http);
      LOG.info("The API listens on {} ({} from here)", http.binding(), http.uri());
      return new Api(parts, http);
    }

    private static Health.Status databaseStatus(Database database) {
      return database.isReachable()
          ? Health.Status.good("PostgreSQL answers")
          : Health.Status.bad("PostgreSQL does not answer");
    }

    private RulePublisher publishRules(Database database, MessagePublisher publisher) {
      RulePublisher rules = new RulePublisher(database, publisher);
      Set<String> onTopic;
      try (KafkaConsumer<String, byte[]> reader = clients.reader()) {
        onTopic = TopicKeys.read(reader, Topics.RULES);
      }
      rules.republish(onTopic);
      metrics.gauge(RULES_UNPUBLISHED, rules, RulePublisher::pending);
      repeat("rule publisher", timing.rules(), rules::publishPending);
      return rules;
    }

    /** Once before the first fact is recorded, so that it finds its week. */
    private void keepHistory(Database database) {
      Duration retention = config.api().history().retention().duration();
      HistoryUpkeep upkeep = new HistoryUpkeep(database, retention, clock);
      upkeep.begin();
      repeat("upkeep of history", timing.upkeep(), upkeep::run);
      HourlyStatistics statistics = new HourlyStatistics(database, retention, clock);
      repeat("statistician", timing.statistics(), statistics::run);
    }

    private void follow(
        Database database, MessagePublisher publisher, TaskQueue queue, GroupWatch facts) {
      Recorder recorder = new Recorder(database, projection, publisher, clock, metrics);
      TopicFollower records = follow("recorder", Groups.RECORDER, Topics.RECORDS, recorder);
      TopicFollower progress =
          follow("progress watcher", PROGRESS_GROUP, Topics.PROGRESS, new LastSeen(database));
      metrics.gauge(RECORDER_LAG, records, TopicFollower::lag);
      metrics.gauge(RECORDER_AGE, records, follower -> follower.age().toMillis() / 1e3);
      TaskClaims claims = new TaskClaims(database);
      RetryScheduler retries = new RetryScheduler(claims, queue, clock, metrics);
      repeat("retry scheduler", timing.retries(), retries::run);
      LostTaskSweeper sweeper =
          new LostTaskSweeper(claims, queue, timing.silence(), clock, metrics);
      ForgottenTaskSweeper forgotten =
          new ForgottenTaskSweeper(claims, queue, timing.patience(), clock, metrics);
      IdempotencyStore keys = new IdempotencyStore(database);
      AuditTrail audit = new AuditTrail(database);
      DatabaseClock databaseClock = new DatabaseClock(database);
      ScanUpkeep scans = new ScanUpkeep(database, config.api().history().retention().duration());
      repeat(
          "lost task sweeper",
          timing.sweeps(),
          () -> {
            // First: a clock that was set forth makes everything look silent, scans as well.
            databaseClock.run();
            if (hasListened(records) && hasListened(progress)) {
              sweeper.run();
              // What a worker has told of a task may still have to be recorded.
              if (facts.isWithin(RECORDED)) {
                forgotten.run();
              }
            }
            scans.run();
            keys.expire();
            audit.expire(config.api().access().auditRetention().duration());
          });
    }

    private void keepLetters(Database database) {
      LetterStore letters = new LetterStore(database, new Destinations(config.regions()));
      follow(
          "recorder of dead letters",
          LETTERS_GROUP,
          Topics.DEAD_LETTERS,
          new LetterRecorder(letters));
      repeat("clearance of dead letters", timing.sweeps(), () -> letters.expire(WISHES_KEPT));
    }

    private void replay(Database database, TaskQueue queue) {
      Replayer replayer = new Replayer(database, queue, Reach.of(config), clock, metrics);
      repeat("replayer", timing.retries(), replayer::run);
      ReplayStore replays = new ReplayStore(database);
      repeat("closing of replays", timing.sweeps(), replays::finish);
      repeat("clearance of replays", timing.sweeps(), () -> replays.expire(WISHES_KEPT));
    }

    private Canceller cancel(Database database, TaskQueue queue, MessagePublisher publisher) {
      Canceller canceller = new Canceller(database, queue, publisher, clock);
      repeat("canceller", timing.retries(), canceller::run);
      CancelStore cancels = new CancelStore(database);
      repeat("clearance of cancels", timing.sweeps(), () -> cancels.expire(WISHES_KEPT));
      return canceller;
    }

    private Receivers tellSubscribers(Database database) {
      NotificationsConfig settings = config.api().notifications();
      Postman postman =
          parts.add("the postman", new Postman(settings, ReceiverGuard.of(config.api()), clock));
      Workloads workloads = new Workloads(config.api().kubernetes(), settings.timeout().duration());
      Receivers receivers = new Receivers(postman, workloads, hosts, clock);
      Notifier notifier =
          parts.add("the notifier", new Notifier(database, settings, receivers, metrics));
      DeliveryStore deliveries = new DeliveryStore(database);
      repeat("notifier", NOTIFICATIONS, notifier::run);
      repeat(
          "notification sweeper",
          timing.sweeps(),
          () -> deliveries.clear(settings.retryFor().duration(), settings.keep().duration()));
      return receivers;
    }

    private void scan(Database database, MessagePublisher publisher) {
      follow("scan recorder", SCAN_GROUP, Topics.SCAN_FACTS, new ScanRecorder(database));
      StepSender steps = new StepSender(database, publisher, clock);
      repeat("sender of scans' steps", timing.retries(), steps::run);
      ScheduleKeeper schedules = new ScheduleKeeper(database, clock);
      repeat("keeper of schedules", timing.retries(), schedules::run);
    }

    private LiveRecords tellLive(Database database, Admin admin) {
      LiveRecords live = new LiveRecords(new RecordStore(database), timing.listening());
      LiveFacts facts = new LiveFacts(clients, admin, live);
      LiveProgress progress = new LiveProgress(clients, live);
      parts.add(Loop.named("live records", facts::follow).wakeup(facts::wakeup).start());
      parts.add(Loop.named("live progress", progress::follow).wakeup(progress::wakeup).start());
      return live;
    }

    private void migrate(Database database, TaskQueue queue, Canceller canceller) {
      Duration retention = config.api().history().retention().duration();
      MigrationKeeper keeper =
          new MigrationKeeper(
              database, queue, canceller, regions(), retention, clock, MigrationKeeper.MOST_OPEN);
      repeat("keeper of migrations", timing.retries(), keeper::run);
      MigrationStore migrations = new MigrationStore(database);
      repeat("clearance of migrations", timing.sweeps(), () -> migrations.expire(retention));
    }

    private Map<Registry, Region> regions() {
      return config.registries().entrySet().stream()
          .collect(
              Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().region()));
    }

    /** Deletes pass a gate on their way to the queue. */
    private void guardDeletes(Database database, MessagePublisher publisher, TaskQueue queue) {
      follow(
          "reader of deletions",
          Groups.DELETIONS,
          Topics.EVENTS,
          new DeletionReader(database, publisher, regions(), timing.deletes(), clock));
      DeleteGate gate = new DeleteGate(database, queue, timing.deletes(), clock, metrics);
      repeat("gate of deletes", timing.deletes().dividedBy(5), gate::run);
      DeleteStore deletes = new DeleteStore(database);
      metrics.gauge(DeleteGate.HELD, deletes, Builder::held);
      health.add("deletes", () -> deletesStatus(deletes));
    }

    private static double held(DeleteStore deletes) {
      try {
        return deletes.held();
      } catch (DatabaseUnavailableException away) {
        return -1;
      }
    }

    /** That a person has to decide is no reason to call the API unready. */
    private static Health.Status deletesStatus(DeleteStore deletes) {
      double held = held(deletes);
      return Health.Status.good(
          held > 0
              ? "%.0f deletes wait for a person: see GET /api/v1/rules/RULE/deletes".formatted(held)
              : "No deletes wait for a person");
    }

    /** An attempt is silent only if somebody was there to hear it. */
    private boolean hasListened(TopicFollower follower) {
      Instant since = follower.wellSince();
      return !since.equals(Instant.MAX)
          && Duration.between(since, clock.instant()).compareTo(timing.silence()) > 0;
    }

    private TopicFollower follow(
        String name, String group, String topic, TopicFollower.Handler handler) {
      TopicFollower follower = new TopicFollower(clients, group, topic, handler, clock);
      parts.add(Loop.named(name, follower::follow).wakeup(follower::wakeup).start());
      health.add(name, () -> status(name, follower));
      return follower;
    }

    private static Health.Status status(String name, TopicFollower follower) {
      String trouble = follower.trouble();
      return trouble == null
          ? Health.Status.good("The " + name + " is " + follower.lag() + " records behind")
          : Health.Status.bad("The " + name + " waits: " + trouble);
    }

    private void repeat(String name, Duration pause, Chore.Work work) {
      Chore chore = new Chore(name, pause, work);
      parts.add(Loop.named(name, chore::run).onVirtualThread().start());
    }
  }
}
