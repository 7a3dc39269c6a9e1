package io.waybill.api.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.api.receivers.Postman;
import io.waybill.api.receivers.ReceiverGuard;
import io.waybill.api.receivers.TestReceiver;
import io.waybill.api.receivers.Workloads;
import io.waybill.api.records.Projection;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.NotificationsConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** From the facts to the receivers, over PostgreSQL and HTTP, without Kafka. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotifierTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final RetryPace QUICK =
      new RetryPace(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(50));

  private static final RegistryHosts HOSTS =
      new RegistryHosts(
          Map.of(
              Registry.of("there"),
              RegistryConfig.at(URI.create("https://registry.there.example:5000"))));

  private final List<Notifier> notifiers = new ArrayList<>();
  private @Nullable Database database;
  private @Nullable TestReceiver receiver;
  private @Nullable Postman postman;

  @BeforeAll
  void open(Servers servers) throws Exception {
    database = Database.open(servers.database());
    postman = postman(NotificationsConfig.DEFAULT);
  }

  @AfterAll
  void close() throws Exception {
    Objects.requireNonNull(postman).close();
    database().close();
  }

  @BeforeEach
  void start() throws Exception {
    database()
        .transaction(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(
                    "TRUNCATE records, attempts, early_facts, subscriptions, deliveries");
              }
            });
    receiver = TestReceiver.start();
  }

  @AfterEach
  void stop() {
    notifiers.forEach(Notifier::close);
    notifiers.clear();
    receiver().close();
  }

  @Test
  void a_receiver_is_told_once_of_what_arrived_however_often_the_facts_come() throws Exception {
    subscribe("{\"when\":[\"arrived\",\"succeeded\"],%s}");
    SyncTask task = fresh("app");
    List<TaskFact> facts = life(task, AttemptOutcome.COPIED, TaskStatus.SUCCEEDED);
    apply(facts);
    apply(facts);
    deliver();
    apply(facts);
    deliver();
    TestReceiver.Received told = only(receiver().received());
    assertThat(told.json().path("data").path("arrived").asBoolean()).isTrue();
    assertThat(told.json().path("data").path("image").asText())
        .isEqualTo(
            "registry.there.example:5000/"
                + task.target().repository().path()
                + "@"
                + Tasks.digest());
    assertThat(told.header("webhook-id")).isEqualTo(told.json().path("id").asText());
  }

  @Test
  void facts_in_any_order_tell_that_it_arrived() throws Exception {
    subscribe("{%s}");
    List<TaskFact> facts = life(fresh("app"), AttemptOutcome.COPIED, TaskStatus.SUCCEEDED);
    for (TaskFact fact : facts.reversed()) {
      apply(List.of(fact));
    }
    deliver();
    assertThat(receiver().received()).hasSize(1);
  }

  @Test
  void what_was_there_already_has_not_arrived_unless_an_earlier_try_may_have_brought_it()
      throws Exception {
    subscribe("{%s}");
    apply(life(fresh("noop"), AttemptOutcome.ALREADY_PRESENT, TaskStatus.SUCCEEDED));
    SyncTask moved = fresh("same-digest");
    apply(List.of(Tasks.planned(moved), copied(moved, Tasks.digest())));
    SyncTask second = fresh("second-try");
    Instant now = Instant.now();
    apply(List.of(Tasks.started(second, AttemptId.random(), now.minusSeconds(5))));
    apply(life(second, AttemptOutcome.ALREADY_PRESENT, TaskStatus.SUCCEEDED));
    deliver();
    assertThat(receiver().received())
        .extracting(TestReceiver.Received::target)
        .containsExactly(second.target().text());
  }

  @Test
  void only_what_is_asked_for_is_told() throws Exception {
    subscribe("{\"name\":\"rule\",\"rules\":[\"another-rule\"],%s}");
    subscribe("{\"name\":\"tags\",\"target\":{\"tags\":\"v2\"},%s}");
    subscribe("{\"name\":\"off\",\"enabled\":false,%s}");
    subscribe(
        "{\"name\":\"match\",\"when\":[\"failed\"],\"rules\":[\"prod-to-there\"],"
            + "\"target\":{\"registries\":\"the*\",\"repositories\":\"mirror/**\",\"tags\":\"v*\"},%s}");
    apply(life(fresh("good"), AttemptOutcome.COPIED, TaskStatus.SUCCEEDED));
    apply(life(fresh("bad"), AttemptOutcome.FAILED, TaskStatus.FAILED));
    deliver();
    TestReceiver.Received told = only(receiver().received());
    assertThat(told.json().path("data").path("subscription").asText()).isEqualTo("match");
    assertThat(told.json().path("data").path("failure").path("hint").asText())
        .isEqualTo("Try again.");
  }

  @Test
  void a_task_that_succeeds_after_all_is_told_of_again() throws Exception {
    subscribe("{\"when\":[\"succeeded\",\"failed\"],%s}");
    SyncTask task = fresh("app");
    apply(life(task, AttemptOutcome.FAILED, TaskStatus.FAILED));
    apply(life(task, AttemptOutcome.COPIED, TaskStatus.SUCCEEDED));
    deliver();
    assertThat(receiver().received())
        .extracting(told -> told.json().path("data").path("status").asText())
        .containsExactly("failed", "succeeded");
  }

  @Test
  void what_was_over_long_ago_is_not_told() throws Exception {
    subscribe("{%s}");
    SyncTask task = Tasks.task("old", Instant.now().minus(Duration.ofDays(3)));
    apply(life(task, AttemptOutcome.COPIED, TaskStatus.SUCCEEDED));
    deliver();
    assertThat(receiver().received()).isEmpty();
  }

  @Test
  void what_is_refused_is_tried_again_and_holds_up_the_next_of_its_target_only() throws Exception {
    Subscription subscription = subscribe("{%s}");
    SyncTask first = fresh("same");
    SyncTask other = fresh("other");
    receiver().answer(first.target().text(), 422);
    arrive(first);
    arrive(again(first));
    arrive(other);
    Notifier notifier = notifier(new RetryPace(PATIENCE, PATIENCE, PATIENCE));
    until(() -> sent(notifier, 2));
    assertThat(receiver().received(first.target().text())).hasSize(1);
    assertThat(receiver().received(other.target().text())).hasSize(1);
    Delivery refused =
        deliveries(subscription).stream()
            .filter(each -> each.taskId().equals(first.id()))
            .findFirst()
            .orElseThrow();
    assertThat(refused.state()).isEqualTo(Delivery.State.PENDING);
    assertThat(refused.answered()).isEqualTo(422);
    assertThat(refused.error()).isEqualTo("The receiver answered 422.");

    receiver().answer(first.target().text(), 200);
    due();
    until(() -> sent(notifier, 4));
    assertThat(receiver().received(first.target().text()))
        .extracting(told -> told.json().path("data").path("taskId").asText())
        .containsExactly(
            first.id().toString(), first.id().toString(), again(first).id().toString());
  }

  @Test
  void a_dead_receiver_delays_nobody_else() throws Exception {
    subscribe("{\"name\":\"dead\",\"webhook\":{\"url\":\"http://127.0.0.1:1/hook\"}}");
    subscribe("{\"name\":\"living\",%s}");
    for (int i = 0; i < 30; i++) {
      arrive(fresh("app-" + i));
    }
    Notifier notifier = notifier(new RetryPace(PATIENCE, PATIENCE, PATIENCE));
    until(() -> sent(notifier, 30));
    until(() -> health("dead").state() == SubscriptionHealth.State.FAILING);
    SubscriptionHealth dead = health("dead");
    assertThat(dead.lastError()).contains("cannot be connected to");
    assertThat(dead.pending()).isEqualTo(30);
    assertThat(health("living").state()).isEqualTo(SubscriptionHealth.State.GOOD);
  }

  @Test
  void a_queue_that_is_full_takes_no_more_and_says_so() throws Exception {
    subscribe("{%s}");
    NotificationsConfig narrow =
        new NotificationsConfig(
            Map.of(),
            false,
            TimeSpan.parse("10s"),
            TimeSpan.parse("1d"),
            TimeSpan.parse("3d"),
            2,
            TimeSpan.parse("7d"));
    Projection projection = new Projection(List.of(new Outbox(narrow, HOSTS, Clock.systemUTC())));
    for (int i = 0; i < 5; i++) {
      List<TaskFact> facts = life(fresh("a" + i), AttemptOutcome.COPIED, TaskStatus.SUCCEEDED);
      database()
          .transaction(
              connection -> {
                projection.apply(connection, Set.of(0), facts);
                return facts;
              });
    }
    SubscriptionHealth health = health("sub");
    assertThat(health.pending()).isEqualTo(2);
    assertThat(health.skipped()).isEqualTo(3);
  }

  @Test
  void a_claim_whose_process_dies_lapses() {
    subscribe("{%s}");
    arrive(fresh("app"));
    DeliveryClaims claims = new DeliveryClaims(database(), NotificationsConfig.DEFAULT);
    assertThat(claims.claim()).hasSize(1);
    assertThat(claims.claim()).isEmpty();
    sql("UPDATE deliveries SET claimed_until = now() - interval '1 second'");
    assertThat(claims.claim()).hasSize(1);
  }

  @Test
  void a_receiver_that_fails_for_too_long_is_given_up_until_somebody_changes_it() throws Exception {
    Subscription subscription = subscribe("{%s}");
    receiver().answer(500);
    arrive(fresh("app"));
    Notifier notifier = notifier(QUICK);
    until(() -> sent(notifier, 1));
    sql("UPDATE subscriptions SET failing_since = now() - interval '4 days'");
    until(
        () -> {
          notifier.run();
          return health(subscription).state() == SubscriptionHealth.State.DISABLED;
        });
    assertThat(health(subscription).disabledReason())
        .isEqualTo(
            "Every delivery has failed for 3d (api.notifications.disableAfter). The last time: The"
                + " receiver answered 500.");
    receiver().answer(200);
    int before = receiver().received().size();
    arrive(fresh("while-disabled"));
    due();
    notifier.run();
    assertThat(receiver().received()).hasSize(before);

    subscriptions().update(subscription.id(), subscription.spec(), OptionalLong.empty());
    due();
    until(() -> sent(notifier, before + 1));
    assertThat(health(subscription).state()).isEqualTo(SubscriptionHealth.State.GOOD);
  }

  @Test
  void a_receiver_that_is_gone_is_told_nothing_more() throws Exception {
    Subscription subscription = subscribe("{%s}");
    receiver().answer(410);
    arrive(fresh("app"));
    Notifier notifier = notifier(QUICK);
    until(
        () -> {
          notifier.run();
          return health(subscription).state() == SubscriptionHealth.State.DISABLED;
        });
    assertThat(health(subscription).disabledReason()).contains("410");
    assertThat(only(deliveries(subscription)).state()).isEqualTo(Delivery.State.FAILED);
  }

  @Test
  void redirections_are_not_followed() throws Exception {
    Subscription subscription = subscribe("{%s}");
    receiver().answer(302);
    arrive(fresh("app"));
    Notifier notifier = notifier(new RetryPace(PATIENCE, PATIENCE, PATIENCE));
    until(() -> sent(notifier, 1));
    assertThat(only(receiver().received()).path()).isEqualTo("/hook");
    assertThat(only(deliveries(subscription)).error()).contains("302", "not followed");
  }

  @Test
  void what_could_not_be_delivered_in_its_time_is_given_up_and_later_forgotten() {
    Subscription subscription = subscribe("{%s}");
    arrive(fresh("app"));
    sql("UPDATE deliveries SET created_at = now() - interval '2 days'");
    DeliveryStore store = new DeliveryStore(database());
    store.clear(Duration.ofDays(1), Duration.ofDays(7));
    assertThat(only(deliveries(subscription)).state()).isEqualTo(Delivery.State.FAILED);
    sql("UPDATE deliveries SET ended_at = now() - interval '8 days'");
    store.clear(Duration.ofDays(1), Duration.ofDays(7));
    assertThat(deliveries(subscription)).isEmpty();
  }

  @Test
  void a_workload_gets_the_newest_image_only() {
    Subscription subscription =
        subscribe(
            "{\"kubernetes\":{\"cluster\":\"prod\",\"namespace\":\"shop\",\"workload\":\"deployment/web\",\"container\":\"web\"}}");
    SyncTask first = fresh("one");
    SyncTask second = fresh("two");
    arrive(first);
    arrive(second);
    DeliveryClaims claims = new DeliveryClaims(database(), NotificationsConfig.DEFAULT);
    assertThat(claims.claim()).hasSize(1);
    assertThat(deliveries(subscription))
        .extracting(Delivery::taskId, Delivery::state)
        .containsExactly(
            tuple(second.id(), Delivery.State.PENDING),
            tuple(first.id(), Delivery.State.SUPERSEDED));
  }

  private Subscription subscribe(String json) {
    String whole =
        (json.contains("\"name\"") ? json : "{\"name\":\"sub\"," + json.substring(1))
            .replace("%s", "\"webhook\":{\"url\":\"" + receiver().url() + "\"}");
    try {
      SubscriptionSpec spec = Json.strict().readValue(whole, SubscriptionSpec.class);
      SubscriptionChange change =
          subscriptions().create(new SubscriptionId(UUID.randomUUID()), spec);
      return ((SubscriptionChange.Stored) change).subscription();
    } catch (IOException wrong) {
      throw new AssertionError(whole, wrong);
    }
  }

  private static SyncTask fresh(String name) {
    return Tasks.task(name + "-" + UUID.randomUUID(), Instant.now());
  }

  /** Another task for the same target. */
  private static SyncTask again(SyncTask task) {
    return task.replayed(TaskId.replayOf(task.id(), "again"), task.plannedAt().plusMillis(1));
  }

  private void arrive(SyncTask task) {
    apply(life(task, AttemptOutcome.COPIED, TaskStatus.SUCCEEDED));
  }

  private static List<TaskFact> life(SyncTask task, AttemptOutcome outcome, TaskStatus status) {
    AttemptId id = AttemptId.random();
    Instant begun = task.queuedAt();
    return List.of(
        Tasks.planned(task),
        Tasks.started(task, id, begun),
        Tasks.ended(task, id, begun, begun.plusMillis(5), outcome),
        Tasks.done(task, status, begun.plusMillis(6)));
  }

  private static AttemptEnded copied(SyncTask task, Digest before) {
    return new AttemptEnded(
        task.id(),
        AttemptId.random(),
        "worker-1",
        task.queuedAt(),
        task.queuedAt().plusMillis(5),
        AttemptOutcome.COPIED,
        before,
        Tasks.digest(),
        Transfer.NONE,
        Phases.NONE,
        1,
        null,
        null);
  }

  private void apply(List<TaskFact> facts) {
    Projection projection =
        new Projection(List.of(new Outbox(NotificationsConfig.DEFAULT, HOSTS, Clock.systemUTC())));
    database()
        .transaction(
            connection -> {
              projection.apply(connection, Set.of(0), facts);
              return facts;
            });
  }

  /** Delivers until nothing waits. */
  private void deliver() {
    Notifier notifier = notifier(QUICK);
    until(
        () -> {
          notifier.run();
          return subscriptions().list("", 100).stream()
              .allMatch(each -> each.health().pending() == 0);
        });
  }

  /** Whether the receiver was told so often, and what became of it is noted. */
  private boolean sent(Notifier notifier, int times) {
    notifier.run();
    return receiver().received().size() >= times
        && subscriptions().list("", 100).stream()
                .flatMap(each -> deliveries(each).stream())
                .filter(each -> each.answered() != null)
                .mapToInt(Delivery::attempts)
                .sum()
            >= times;
  }

  private Notifier notifier(RetryPace pace) {
    Notifier notifier =
        new Notifier(
            new DeliveryClaims(database(), NotificationsConfig.DEFAULT),
            new Receivers(
                Objects.requireNonNull(postman),
                new Workloads(Map.of(), Duration.ofSeconds(1)),
                HOSTS,
                Clock.systemUTC()),
            pace,
            new SimpleMeterRegistry());
    notifiers.add(notifier);
    return notifier;
  }

  private static Postman postman(NotificationsConfig config) {
    ReceiverGuard guard = ReceiverGuard.of(new ApiConfig("127.0.0.1", 0, List.of()));
    return new Postman(config, guard, Clock.systemUTC());
  }

  private void due() {
    sql("UPDATE deliveries SET due_at = now() - interval '1 second' WHERE state = 'pending'");
    sql("UPDATE subscriptions SET paused_until = NULL");
  }

  private void sql(String statement) {
    database()
        .transaction(
            connection -> {
              try (Statement update = connection.createStatement()) {
                return update.executeUpdate(statement);
              }
            });
  }

  private List<Delivery> deliveries(Subscription subscription) {
    return new DeliveryStore(database())
        .list(subscription.id(), Long.MAX_VALUE, 100).stream()
            .map(DeliveryStore.Placed::delivery)
            .toList();
  }

  private SubscriptionHealth health(Subscription subscription) {
    return health(subscription.name());
  }

  private SubscriptionHealth health(String name) {
    return subscriptions().find(name).orElseThrow().health();
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.getFirst();
  }

  private SubscriptionStore subscriptions() {
    return new SubscriptionStore(database());
  }

  private TestReceiver receiver() {
    return Objects.requireNonNull(receiver);
  }

  private Database database() {
    return Objects.requireNonNull(database);
  }
}
