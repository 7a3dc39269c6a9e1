package io.waybill.api.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.access.Area;
import io.waybill.api.access.Limit;
import io.waybill.api.access.Scope;
import io.waybill.api.database.Database;
import io.waybill.chassis.config.RepositoryPrefix;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lists are found on other ways for callers with a limit: each has to find what the limit says. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitedListTest {
  private static final List<String> REPOSITORIES =
      List.of(
          "here/team-a/x",
          "here/team-a/y",
          "here/team-b/x",
          "there/team-a/x",
          "there/mirror/team-a/x",
          "there/team-b/x");

  private static final Duration SPACING = Duration.ofMinutes(37);

  private final List<SyncTask> tasks = new ArrayList<>();
  private @Nullable Database database;

  @BeforeAll
  void fill(Servers servers) throws Exception {
    Database opened = Database.open(servers.database());
    database = opened;
    for (String source : REPOSITORIES) {
      for (String target : REPOSITORIES) {
        if (!source.equals(target)) {
          tasks.add(task(source, target));
        }
      }
    }
    List<TaskFact> facts = new ArrayList<>();
    tasks.forEach(task -> facts.add(Tasks.planned(task)));
    for (int i = 0; i < tasks.size(); i += 3) {
      facts.add(Tasks.done(tasks.get(i), TaskStatus.FAILED, Tasks.NOON.plusSeconds(900)));
    }
    opened.transaction(
        connection -> {
          new Projection().apply(connection, Set.of(0), facts);
          return facts.size();
        });
  }

  @AfterAll
  void close() {
    database().close();
  }

  private SyncTask task(String source, String target) {
    EventId event = EventId.hash(source, target);
    Reference to = Reference.parse(target + ":v1");
    return new TaskDraft(
            event,
            Reference.parse(source + ":v1"),
            to,
            Tasks.NOON.minus(SPACING.multipliedBy(tasks.size())))
        .id(TaskId.of(event, Tasks.RULE, to))
        .trigger(Trigger.EVENT)
        .ruleId(Tasks.RULE)
        .ruleName("prod-to-there")
        .build();
  }

  @Test
  void each_limit_finds_what_lies_within_and_nothing_twice() {
    for (Scope scope : scopes()) {
      for (RecordFilter filter : filters()) {
        assertThat(listed(filter.seenBy(scope)))
            .as("%s sees of %s", scope, filter)
            .containsExactlyElementsOf(expected(Limit.toSee(scope), filter));
        assertThat(listed(filter.touchedBy(scope)))
            .as("%s touches of %s", scope, filter)
            .containsExactlyElementsOf(expected(Limit.toTouch(scope), filter));
      }
    }
  }

  @Test
  void a_search_that_ends_after_each_span_finds_the_same_on_more_pages() {
    for (Scope scope : scopes()) {
      for (RecordFilter filter : filters()) {
        RecordFilter seen = filter.seenBy(scope);
        assertThat(searched(seen)).as("%s of %s", filter, scope).isEqualTo(listed(seen));
      }
    }
    RecordFilter within =
        filter(Set.of(), "there", null, "v1").plannedSince(Tasks.NOON.minus(Duration.ofHours(9)));
    assertThat(searched(within)).isNotEmpty().isEqualTo(listed(within));
  }

  private static List<Scope> scopes() {
    return List.of(
        scope(List.of(), "team-a/**"),
        scope(List.of(), "team-a/x", "mirror/**"),
        scope(List.of("there"), "team-a/**"),
        scope(List.of("there")),
        scope(List.of("there", "nowhere"), "team-b/x"),
        scope(List.of(), "nobody/**"),
        scope(List.of("nowhere")),
        new Scope(List.of()),
        new Scope(
            Stream.of(scope(List.of("here"), "team-a/**"), scope(List.of("there"), "team-b/**"))
                .flatMap(scope -> scope.areas().stream())
                .toList()),
        Scope.EVERYTHING);
  }

  private static Scope scope(List<String> registries, String... repositories) {
    return new Scope(
        List.of(
            new Area(
                registries.stream().map(Registry::of).collect(Collectors.toSet()),
                Stream.of(repositories).map(RepositoryPrefix::parse).collect(Collectors.toSet()))));
  }

  private static List<RecordFilter> filters() {
    return List.of(
        RecordFilter.ALL,
        filter(Set.of(TaskStatus.FAILED), null, null, null),
        filter(Set.of(TaskStatus.QUEUED), null, null, null),
        filter(Set.of(), "here", null, null),
        filter(Set.of(), null, "team-a/x", null),
        filter(Set.of(), "there", null, "v1"));
  }

  private static RecordFilter filter(
      Set<TaskStatus> statuses,
      @Nullable String registry,
      @Nullable String repository,
      @Nullable String tag) {
    return new RecordFilter(
        statuses,
        null,
        null,
        registry == null ? null : Registry.of(registry),
        repository,
        tag == null ? null : Tag.of(tag),
        null,
        null,
        null,
        null,
        null);
  }

  /** By the limit and the filter as they look at one record. */
  private List<TaskId> expected(Limit limit, RecordFilter filter) {
    Collection<TaskRecord> all =
        new RecordStore(database()).list(RecordFilter.ALL, Optional.empty(), 500).items();
    return all.stream()
        .filter(filter::matches)
        .filter(record -> limit.admits(record.source(), record.target()))
        .map(TaskRecord::taskId)
        .toList();
  }

  private List<TaskId> listed(RecordFilter filter) {
    RecordStore store = new RecordStore(database());
    List<TaskId> found = new ArrayList<>();
    Optional<RecordPage.Position> after = Optional.empty();
    do {
      RecordPage page = store.list(filter, after, 4);
      page.items().forEach(record -> found.add(record.taskId()));
      after = Optional.ofNullable(page.next());
    } while (after.isPresent());
    return found;
  }

  private List<TaskId> searched(RecordFilter filter) {
    AtomicLong clock = new AtomicLong();
    List<TaskId> found = new ArrayList<>();
    Optional<RecordPage.Position> after = Optional.empty();
    do {
      Optional<RecordPage.Position> from = after;
      Instant begin = from.map(RecordPage.Position::plannedAt).orElse(Tasks.NOON);
      SearchSpans spans = new SearchSpans(begin, () -> clock.addAndGet(SearchSpans.TIME.toNanos()));
      RecordPage page =
          database()
              .transaction(connection -> new RecordSearch(connection, filter, 4).page(from, spans));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(4);
      page.items().forEach(record -> found.add(record.taskId()));
      assertThat(page.next()).isNotEqualTo(from.orElse(null));
      // What is older than all there is would go on for ever an hour at a time.
      after =
          Optional.ofNullable(page.next())
              .filter(next -> next.plannedAt().isAfter(Tasks.NOON.minus(Duration.ofDays(2))));
    } while (after.isPresent());
    return found;
  }

  private Database database() {
    return java.util.Objects.requireNonNull(database);
  }
}
