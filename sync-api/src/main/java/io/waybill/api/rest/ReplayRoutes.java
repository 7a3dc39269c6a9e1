package io.waybill.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.access.Caller;
import io.waybill.api.records.RecordFilters;
import io.waybill.api.records.RecordStore;
import io.waybill.api.replays.Replay;
import io.waybill.api.replays.ReplayId;
import io.waybill.api.replays.ReplayItem;
import io.waybill.api.replays.ReplayPreview;
import io.waybill.api.replays.ReplayStore;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code /replays}: tasks done again, as new ones, and how far that is. */
final class ReplayRoutes {
  private static final String LIST = "replays";
  private static final String ITEMS = "replay-tasks";
  private static final int MOST_IDS = 1_000;

  /**
   * What is to be done again: tasks by their ids, or those whose records a filter describes.
   *
   * @param taskIds the tasks
   * @param filter as in {@code GET /records}; without a status, of tasks that failed
   * @param dryRun only say what would be done
   */
  record ReplayWish(
      @Nullable List<TaskId> taskIds, @Nullable JsonNode filter, @Nullable Boolean dryRun) {}

  private final ReplayStore replays;
  private final ReplayPreview preview;
  private final RecordStore records;
  private final IdempotentPosts posts;
  private final Clock clock;

  ReplayRoutes(
      ReplayStore replays,
      ReplayPreview preview,
      RecordStore records,
      IdempotentPosts posts,
      Clock clock) {
    this.replays = replays;
    this.preview = preview;
    this.records = records;
    this.posts = posts;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/replays", Role.OPERATOR, posts.once(this::replay)),
        new Route("GET", "/replays", this::list),
        new Route("GET", "/replays/:replayId", this::get),
        new Route("GET", "/replays/:replayId/tasks", this::items));
  }

  private Answer replay(Request request, Optional<String> key) {
    ReplayWish wish = Bodies.read(request, ReplayWish.class);
    if ((wish.taskIds() == null) == (wish.filter() == null)) {
      throw refused("taskIds", "Say which tasks: give taskIds or a filter, one of the two.");
    }
    boolean dryRun = Boolean.TRUE.equals(wish.dryRun());
    // PostgreSQL keeps microseconds.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    ReplayId id = key.map(known -> ReplayId.of(known, wish.toString())).orElseGet(ReplayId::random);
    if (wish.filter() != null) {
      Map<String, List<String>> filter = frozen(FilterBodies.read(wish.filter()), now);
      if (dryRun) {
        return new Answer(200, null, null, preview.of(FilterBodies.parse(filter), filter));
      }
      replays.create(id, now, Caller.of(request).name(), filter);
    } else {
      Set<TaskId> tasks = tasks(wish.taskIds());
      if (dryRun) {
        throw refused("dryRun", "A dry run is for a filter: of tasks that are named, it is known.");
      }
      replays.create(id, now, Caller.of(request).name(), tasks);
    }
    return new Answer(202, ApiRoutes.BASE + "/replays/" + id, null, require(id));
  }

  /** What fails later does not belong to it: so what it makes is never replayed by itself. */
  private static Map<String, List<String>> frozen(Map<String, List<String>> said, Instant now) {
    Map<String, List<String>> filter = new TreeMap<>(said);
    filter.putIfAbsent(RecordFilters.STATUS, List.of("failed"));
    Instant until = FilterBodies.parse(said).until();
    if (until == null || until.isAfter(now)) {
      filter.put(RecordFilters.UNTIL, List.of(now.toString()));
    }
    return filter;
  }

  private Set<TaskId> tasks(@Nullable List<TaskId> named) {
    Set<TaskId> tasks = new LinkedHashSet<>(named == null ? List.of() : named);
    if (tasks.isEmpty() || tasks.size() > MOST_IDS) {
      throw refused(
          "taskIds",
          "taskIds must name 1 to %d tasks, not %d; a filter selects any number."
              .formatted(MOST_IDS, tasks.size()));
    }
    if (tasks.stream().noneMatch(id -> records.findTask(id).isPresent())) {
      throw RecordRoutes.noRecord(tasks.iterator().next());
    }
    return tasks;
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, Set.of());
    List<Replay> found = replays.list(page.after().map(ReplayRoutes::position), page.limit() + 1);
    return Response.json(
        200, Page.of(LIST, found, page.limit(), replay -> replay.askedAt() + " " + replay.id()));
  }

  private Response get(Request request) {
    return Response.json(200, require(id(request)));
  }

  private Response items(Request request) {
    PageRequest page = PageRequest.of(request, ITEMS, Set.of());
    ReplayId id = require(id(request)).id();
    List<ReplayItem> found =
        replays.items(id, page.after().map(ReplayRoutes::original), page.limit() + 1);
    return Response.json(
        200, Page.of(ITEMS, found, page.limit(), item -> item.original().toString()));
  }

  private Replay require(ReplayId id) {
    return replays
        .find(id)
        .orElseThrow(
            () -> new ProblemException(Problem.notFound("There is no replay " + id + ".")));
  }

  private static ReplayId id(Request request) {
    String text = request.pathParameter("replayId");
    try {
      return ReplayId.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new ProblemException(
          Problem.badRequest("replayId must be a UUID, not \"%s\".".formatted(text)));
    }
  }

  private static ReplayStore.Position position(String place) {
    String[] parts = place.split(" ", -1);
    try {
      return new ReplayStore.Position(Instant.parse(parts[0]), ReplayId.parse(parts[1]));
    } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException forged) {
      throw PageRequest.badCursor();
    }
  }

  private static TaskId original(String place) {
    try {
      return TaskId.parse(place);
    } catch (IllegalArgumentException forged) {
      throw PageRequest.badCursor();
    }
  }

  private static ProblemException refused(String key, String detail) {
    return new ProblemException(Problem.unprocessable(detail).with("key", key));
  }
}
