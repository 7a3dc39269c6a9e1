package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.live.LiveRecords;
import io.waybill.chassis.config.AccessConfig;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.CallerConfig;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class LiveApiTest {
  private @Nullable WaybillConfig config;
  private @Nullable Api api;
  private @Nullable MessagePublisher publisher;

  @BeforeAll
  void start(Servers servers) throws Exception {
    config = servers.config(servers.database());
    api = Api.start(config);
    publisher = new KafkaClients(config.kafka(), "test").publisher();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(publisher).close();
    Objects.requireNonNull(api).close();
  }

  /** What the stream said: its name, its id, its data. */
  private record Event(String name, String id, JsonNode data) {}

  /** A stream that somebody reads. */
  private static final class Stream implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final BufferedReader lines;

    Stream(URI api, String query, String... headers) throws Exception {
      HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve("/api/v1/events" + query));
      if (headers.length > 0) {
        request.headers(headers);
      }
      HttpResponse<java.io.InputStream> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The next event; null at the end of the stream. */
    @Nullable Event next() throws IOException {
      String name = "";
      String id = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          return new Event(name, id, Json.lenient().readTree(line.substring(6)));
        }
      }
      return null;
    }

    /** The next event that is about this task. */
    Event next(SyncTask task) throws IOException {
      while (true) {
        Event event = Objects.requireNonNull(next(), "the stream has ended");
        if (event.data().path("taskId").asText().equals(task.id().toString())) {
          return event;
        }
      }
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }

  @Test
  void a_record_is_told_once_it_can_be_read() throws Exception {
    try (Stream stream = new Stream(uri(), "?rule=prod-to-there&status=queued,succeeded")) {
      assertThat(Objects.requireNonNull(stream.next()).name()).isEqualTo("begin");
      SyncTask task = fresh("live");
      tell(Tasks.planned(task));
      Event first = stream.next(task);
      assertThat(first.name()).isEqualTo("record");
      assertThat(first.data().path("status").asText()).isEqualTo("queued");
      assertThat(new ApiClient(uri()).get("/api/v1/records/" + task.id()).status()).isEqualTo(200);
      succeed(task);
      assertThat(stream.next(task).data().path("status").asText()).isEqualTo("succeeded");
    }
  }

  @Test
  void who_comes_back_misses_nothing_with_another_process_either() throws Exception {
    SyncTask heard = fresh("heard");
    SyncTask missed = fresh("missed");
    String last;
    try (Stream stream = new Stream(uri(), "")) {
      stream.next();
      tell(Tasks.planned(heard));
      last = stream.next(heard).id();
    }
    tell(Tasks.planned(missed));
    try (Stream stream = new Stream(uri(), "", "Last-Event-ID", last)) {
      assertThat(Objects.requireNonNull(stream.next()).name()).isEqualTo("begin");
      assertThat(stream.next(missed).name()).isEqualTo("record");
    }
    try (Api other = Api.start(Objects.requireNonNull(config));
        Stream stream = new Stream(other.uri(), "", "Last-Event-ID", last)) {
      assertThat(stream.next(missed).name()).isEqualTo("record");
    }
  }

  @Test
  void who_was_away_for_too_long_is_told_so() throws Exception {
    for (String last : List.of("0.0", "nonsense")) {
      try (Stream stream = new Stream(uri(), "", "Last-Event-ID", last)) {
        Event first = Objects.requireNonNull(stream.next());
        if (last.equals("nonsense")) {
          assertThat(first.name()).isEqualTo("reset");
        }
        assertThat(first.id()).isNotEmpty();
      }
    }
  }

  @Test
  void progress_is_told_of_tasks_that_the_filter_describes() throws Exception {
    SyncTask task = fresh("moving");
    try (Stream stream = new Stream(uri(), "?tag=v1");
        Stream deaf = new Stream(uri(), "?progress=false")) {
      tell(Tasks.planned(task));
      assertThat(stream.next(task).name()).isEqualTo("record");
      assertThat(deaf.next(task).name()).isEqualTo("record");
      publisher()
          .publishAndWait(
              Topics.PROGRESS,
              Messages.of(
                  new TaskProgress(
                      task.id(), AttemptId.random(), "worker-1", 10, 20, 1, 2, Instant.now())));
      Event event = stream.next(task);
      assertThat(event.name()).isEqualTo("progress");
      assertThat(event.data().path("bytesDone").asInt()).isEqualTo(10);
      assertThat(event.id()).isEmpty();
      tell(Tasks.started(task, AttemptId.random(), Instant.now()));
      assertThat(deaf.next(task).name()).isEqualTo("record");
    }
  }

  @Test
  void a_process_that_ends_says_so_and_does_not_wait_for_who_listens() throws Exception {
    Api ending = Api.start(Objects.requireNonNull(config));
    try (Stream stream = new Stream(ending.uri(), "")) {
      assertThat(Objects.requireNonNull(stream.next()).name()).isEqualTo("begin");
      ending.close();
      Event last = Objects.requireNonNull(stream.next());
      while (last.name().equals("record")) { // Other tests' tasks are on the topic, too.
        last = Objects.requireNonNull(stream.next());
      }
      assertThat(last.name()).isEqualTo("end");
      assertThat(last.data().path("reason").asText()).isEqualTo("stopping");
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void who_listens_for_long_has_to_show_their_token_again() throws Exception {
    Timing brief = Timing.DEFAULT.withListening(Duration.ofMillis(1));
    try (Api checking = Api.start(Objects.requireNonNull(config), brief);
        Stream stream = new Stream(checking.uri(), "")) {
      assertThat(Objects.requireNonNull(stream.next()).name()).isEqualTo("begin");
      Event last = Objects.requireNonNull(stream.next());
      while (last.name().equals("record")) {
        last = Objects.requireNonNull(stream.next());
      }
      assertThat(last.data().path("reason").asText()).isEqualTo("time");
    }
  }

  @Test
  void who_is_limited_hears_of_what_is_theirs_and_of_nothing_else() throws Exception {
    SyncTask others = fresh("others");
    String name = "theirs-" + UUID.randomUUID();
    SyncTask theirs = Tasks.task(name, Instant.now());
    CallerConfig team =
        CallerConfig.of("team", Secret.of("team-token-of-this-test"), Role.VIEWER)
            .in("prod/" + name);
    WaybillConfig limited =
        Objects.requireNonNull(config)
            .withApi(new ApiConfig("127.0.0.1", 0, AccessConfig.of(team)));
    try (Api asking = Api.start(limited);
        Stream stream =
            new Stream(asking.uri(), "", "Authorization", "Bearer " + team.token().reveal())) {
      tell(Tasks.planned(others), Tasks.planned(theirs));
      publisher()
          .publishAndWait(
              Topics.PROGRESS,
              Messages.of(
                  new TaskProgress(
                      others.id(), AttemptId.random(), "worker-1", 10, 20, 1, 2, Instant.now())));
      tell(Tasks.started(theirs, AttemptId.random(), Instant.now()));
      List<String> heard = new ArrayList<>();
      Event event = Objects.requireNonNull(stream.next());
      while (!event.data().path("status").asText().equals("running")) {
        heard.add(event.data().toString());
        event = Objects.requireNonNull(stream.next());
      }
      assertThat(heard).isNotEmpty().noneMatch(data -> data.contains(others.id().toString()));
    }
  }

  @Test
  void more_listeners_than_a_process_serves_are_told_to_come_back() throws Exception {
    Api crowded = Api.start(Objects.requireNonNull(config));
    List<Stream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < LiveRecords.MOST; i++) {
        streams.add(new Stream(crowded.uri(), ""));
      }
      assertThat(new ApiClient(crowded.uri()).get("/api/v1/events").status()).isEqualTo(503);
    } finally {
      streams.forEach(Stream::close);
      crowded.close();
    }
  }

  private static SyncTask fresh(String name) {
    return Tasks.task(name + "-" + UUID.randomUUID(), Instant.now());
  }

  private void succeed(SyncTask task) throws Exception {
    AttemptId id = AttemptId.random();
    Instant now = Instant.now();
    tell(
        Tasks.started(task, id, now),
        Tasks.ended(task, id, now, now.plusMillis(5), AttemptOutcome.COPIED),
        Tasks.done(task, TaskStatus.SUCCEEDED, now.plusMillis(6)));
  }

  private void tell(TaskFact... facts) throws Exception {
    for (TaskFact fact : facts) {
      publisher().publishAndWait(Topics.RECORDS, Messages.of(fact));
    }
  }

  private URI uri() {
    return Objects.requireNonNull(api).uri();
  }

  private MessagePublisher publisher() {
    return Objects.requireNonNull(publisher);
  }
}
