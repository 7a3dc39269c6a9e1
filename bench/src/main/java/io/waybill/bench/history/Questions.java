package io.waybill.bench.history;

import io.waybill.api.access.Area;
import io.waybill.api.access.Scope;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordPage;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.StatisticsReport.By;
import io.waybill.api.records.StatisticsStore;
import io.waybill.chassis.config.RepositoryPrefix;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What is asked, each time with other values. */
final class Questions {
  private static final int PAGE = 50;

  private final RecordStore records;
  private final Population population;
  private final int total;
  private final Instant end;
  private final StatisticsStore statistics;
  private final Map<String, Function<SplittableRandom, Draft>> lists = new LinkedHashMap<>();
  private final Map<String, ToIntFunction<SplittableRandom>> others = new LinkedHashMap<>();

  Questions(
      RecordStore records,
      StatisticsStore statistics,
      Population population,
      int total,
      Instant end) {
    this.records = records;
    this.statistics = statistics;
    this.population = population;
    this.total = total;
    this.end = end;
    single();
    combined();
    List<TaskId> tasks = someTasks();
    others.put(
        "one record with its attempts",
        random -> records.find(tasks.get(random.nextInt(tasks.size()))).isPresent() ? 1 : 0);
    others.put(
        "a record that there is not",
        random -> records.find(new TaskId(new UUID(random.nextLong(), 1))).isPresent() ? 1 : 0);
    for (By by : By.values()) {
      others.put("stats, a day, " + by, random -> stats(by, random, 1));
      others.put("stats, a week, " + by, random -> stats(by, random, 7));
    }
    others.put("stats, sixty days, RULE", random -> stats(By.RULE, random, 60));
  }

  private List<TaskId> someTasks() {
    SplittableRandom random = new SplittableRandom(3);
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Draft draft = new Draft().after(moment(random));
      records
          .list(draft.filter(), draft.after, PAGE)
          .items()
          .forEach(record -> tasks.add(record.taskId()));
    }
    return tasks;
  }

  private int stats(By by, SplittableRandom random, int days) {
    Instant until = end.minus(Duration.ofHours(random.nextInt(24)));
    return statistics.report(by, until.minus(Duration.ofDays(days)), until).groups().size();
  }

  /** A filter that is being made. */
  private static final class Draft {
    private Set<TaskStatus> statuses = Set.of();
    private @Nullable RuleId rule;
    private @Nullable String ruleName;
    private @Nullable Registry registry;
    private @Nullable String repository;
    private @Nullable Tag tag;
    private @Nullable FailureCode code;
    private @Nullable Trigger trigger;
    private @Nullable EventId event;
    private @Nullable Instant since;
    private @Nullable Instant until;
    private Scope scope = Scope.EVERYTHING;
    private Optional<RecordPage.Position> after = Optional.empty();

    Draft within(String repositories) {
      scope = new Scope(List.of(new Area(Set.of(), Set.of(RepositoryPrefix.parse(repositories)))));
      return this;
    }

    Draft status(TaskStatus... some) {
      statuses = Set.of(some);
      return this;
    }

    Draft rule(Population.Rule one) {
      rule = new RuleId(one.id());
      return this;
    }

    Draft ruleName(Population.Rule one) {
      ruleName = one.name();
      return this;
    }

    Draft registry(String name) {
      registry = Registry.of(name);
      return this;
    }

    Draft repository(String path) {
      repository = path;
      return this;
    }

    Draft tag(String name) {
      tag = Tag.of(name);
      return this;
    }

    Draft code(FailureCode one) {
      code = one;
      return this;
    }

    Draft trigger(Trigger one) {
      trigger = one;
      return this;
    }

    Draft between(Instant first, Duration length) {
      since = first;
      until = first.plus(length);
      return this;
    }

    Draft after(Instant moment) {
      after = Optional.of(new RecordPage.Position(moment, new TaskId(new UUID(0, 0))));
      return this;
    }

    RecordFilter filter() {
      return new RecordFilter(
              statuses,
              rule,
              ruleName,
              registry,
              repository,
              tag,
              code,
              trigger,
              event,
              since,
              until)
          .seenBy(scope);
    }
  }

  private void single() {
    lists.put("(no filter)", random -> new Draft());
    for (TaskStatus status : TaskStatus.values()) {
      lists.put(
          "status=" + status.name().toLowerCase(Locale.ROOT), random -> new Draft().status(status));
    }
    lists.put("rule (id)", random -> new Draft().rule(any(random)));
    lists.put("rule (name)", random -> new Draft().ruleName(any(random)));
    lists.put("registry", random -> new Draft().registry(any(random).source()));
    lists.put("registry, hardly used", random -> new Draft().registry("lab"));
    lists.put("registry, unknown", random -> new Draft().registry("nowhere"));
    lists.put("repository", random -> new Draft().repository(repository(any(random), random)));
    lists.put("tag=latest", random -> new Draft().tag("latest"));
    lists.put("tag", random -> new Draft().tag(version(random)));
    lists.put("tag, once", random -> new Draft().tag("build-" + random.nextInt(total)));
    lists.put("code", random -> new Draft().code(code(random)));
    lists.put("code, rare", random -> new Draft().code(FailureCode.QUOTA_EXCEEDED));
    lists.put("trigger", random -> new Draft().trigger(trigger(random)));
    lists.put(
        "event",
        random -> {
          Draft draft = new Draft();
          draft.event = new EventId(Rows.event(random.nextInt(total)));
          return draft;
        });
    lists.put("since, until", random -> new Draft().between(moment(random), hours(random)));
  }

  private void combined() {
    lists.put(
        "what a team may see", random -> new Draft().within("team-" + random.nextInt(200) + "/**"));
    lists.put("what a team without records may see", random -> new Draft().within("nobody/**"));
    lists.put(
        "what a team may see, status=failed",
        random ->
            new Draft().within("team-" + random.nextInt(200) + "/**").status(TaskStatus.FAILED));
    lists.put("cursor", random -> new Draft().after(moment(random)));
    lists.put("rule, cursor", random -> new Draft().rule(any(random)).after(moment(random)));
    lists.put(
        "repository, cursor",
        random -> new Draft().repository(repository(any(random), random)).after(moment(random)));
    lists.put(
        "status=failed, cursor",
        random -> new Draft().status(TaskStatus.FAILED).after(moment(random)));
    lists.put(
        "rule, status=failed", random -> new Draft().rule(any(random)).status(TaskStatus.FAILED));
    lists.put(
        "rule, status=succeeded",
        random -> new Draft().rule(any(random)).status(TaskStatus.SUCCEEDED));
    lists.put(
        "rule, status=queued,running",
        random -> new Draft().rule(any(random)).status(TaskStatus.QUEUED, TaskStatus.RUNNING));
    lists.put("rule, code", random -> new Draft().rule(any(random)).code(code(random)));
    lists.put("rule, trigger", random -> new Draft().rule(any(random)).trigger(trigger(random)));
    lists.put(
        "rule, since, until",
        random -> new Draft().rule(any(random)).between(moment(random), hours(random)));
    lists.put(
        "rule, registry", random -> new Draft().rule(any(random)).registry(any(random).source()));
    lists.put(
        "rule, repository of another",
        random ->
            new Draft()
                .rule(population.rule(0))
                .repository(population.rule(1).repository(random.nextInt(3))));
    lists.put("rule, tag", random -> new Draft().rule(any(random)).tag(version(random)));
    lists.put(
        "rule, registry that it does not know",
        random -> new Draft().rule(population.rule(random.nextInt(3))).registry("tokyo"));
    lists.put(
        "registry, repository, tag",
        random -> {
          Population.Rule rule = any(random);
          return new Draft()
              .registry(rule.source())
              .repository(repository(rule, random))
              .tag("latest");
        });
    lists.put(
        "registry, tag", random -> new Draft().registry(any(random).source()).tag(version(random)));
    lists.put("registry=lab, tag=latest", random -> new Draft().registry("lab").tag("latest"));
    lists.put(
        "registry, status=failed",
        random -> new Draft().registry(any(random).source()).status(TaskStatus.FAILED));
    lists.put(
        "repository, status=failed",
        random ->
            new Draft().repository(repository(any(random), random)).status(TaskStatus.FAILED));
    lists.put(
        "tag, status=failed", random -> new Draft().tag(version(random)).status(TaskStatus.FAILED));
    lists.put(
        "code, since, until",
        random -> new Draft().code(code(random)).between(moment(random), hours(random)));
    lists.put(
        "trigger=replay, registry",
        random -> new Draft().trigger(Trigger.REPLAY).registry(any(random).source()));
    lists.put(
        "trigger=manual, tag", random -> new Draft().trigger(Trigger.MANUAL).tag(version(random)));
    lists.put(
        "all but event",
        random -> {
          Population.Rule rule = any(random);
          return new Draft()
              .status(TaskStatus.FAILED, TaskStatus.WAITING)
              .rule(rule)
              .registry(rule.targets().getFirst())
              .repository(repository(rule, random))
              .tag("latest")
              .code(code(random))
              .trigger(Trigger.EVENT)
              .between(moment(random), Duration.ofDays(30));
        });
  }

  /** The names of the questions. */
  List<String> names() {
    List<String> names = new ArrayList<>(lists.keySet());
    names.addAll(others.keySet());
    return names;
  }

  /** Asks one with values of this random, and returns how many items were found. */
  int ask(String name, SplittableRandom random) {
    ToIntFunction<SplittableRandom> other = others.get(name);
    if (other != null) {
      return other.applyAsInt(random);
    }
    Draft draft = java.util.Objects.requireNonNull(lists.get(name)).apply(random);
    return records.list(draft.filter(), draft.after, PAGE).items().size();
  }

  private Population.Rule any(SplittableRandom random) {
    return random.nextBoolean()
        ? population.rule(random)
        : population.rule(random.nextInt(Population.RULES));
  }

  private String repository(Population.Rule rule, SplittableRandom random) {
    return population.repository(rule, random);
  }

  private static String version(SplittableRandom random) {
    return "v" + random.nextInt(4) + "." + random.nextInt(30) + "." + random.nextInt(20);
  }

  private static FailureCode code(SplittableRandom random) {
    FailureCode[] all = FailureCode.values();
    return all[random.nextInt(all.length)];
  }

  private static Trigger trigger(SplittableRandom random) {
    List<Trigger> all = List.of(Trigger.values());
    return all.get(random.nextInt(all.size()));
  }

  private Instant moment(SplittableRandom random) {
    return Population.moment(end, random.nextDouble());
  }

  private static Duration hours(SplittableRandom random) {
    return Duration.ofHours(1 + random.nextInt(72));
  }
}
