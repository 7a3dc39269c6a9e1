package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryLimits;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.pace.PaceSnapshot;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registries that say that they have enough, and what is left of them and of the copies. */
@Timeout(120)
final class CopyPressureTest {
  private static final RetryTable QUICK =
      new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(5));

  private final SampleImage image =
      SampleImage.builder(11).platforms("linux/amd64").layers(1, 700_000).build();

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(new AddressDirectory(Set.of()), QUICK);
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("mirror/app").tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  /** The image is at the source, put there by somebody else. */
  private void push() throws Exception {
    try (RegistryClients others = new RegistryClients(new AddressDirectory(Set.of()), QUICK)) {
      image.push(others, source);
    }
    from.forgetRequests();
  }

  private void copy() throws Exception {
    engine.copy(CopyRequest.of(source, target), CopyListener.NONE);
  }

  private PaceSnapshot paceOf(TagReference reference) {
    return Objects.requireNonNull(clients.paces().get(reference.repository().registry()));
  }

  private CopyFailure fail() {
    CopyFailure failure = catchThrowableOfType(CopyFailure.class, this::copy);
    assertThat(failure).as("the copy was to fail").isNotNull();
    return failure;
  }

  private void assertArrived() {
    assertThat(to.findTag("mirror/app", "v1")).contains(image.digest());
    assertThat(to.openUploads()).as("upload sessions left open").isZero();
  }

  @ParameterizedTest(name = "{1} {2} at the {0}: {3}, Retry-After {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "from, HEAD, /manifests/, 429, -",
        "from, GET, /manifests/, 429, -",
        "from, GET, /blobs/, 429, -",
        "to, HEAD, /(manifests|blobs)/, 429, -",
        "to, POST, /blobs/uploads/, 429, -",
        "to, PATCH, /blobs/uploads/, 429, -",
        "to, PUT, /blobs/uploads/, 429, -",
        "to, PUT, /manifests/, 429, -",
        "from, GET, /manifests/, 503, -",
        "to, PATCH, /blobs/uploads/, 503, -",
        "to, PUT, /manifests/, 503, -",
        "from, GET, /blobs/, 429, 0",
        "to, PUT, /manifests/, 503, 0",
        "to, PUT, /manifests/, 429, soon",
        "to, PATCH, /blobs/uploads/, 429, 'Sun, 06 Nov 1994 08:49:37 GMT'",
      })
  void tryAgainWhateverIsRefusedForAMoment(
      String side, String method, String path, int status, @Nullable String retryAfter)
      throws Exception {
    push();
    Reply refusal = Reply.error(status, status == 429 ? "TOOMANYREQUESTS" : "UNAVAILABLE");
    if (retryAfter != null) {
      refusal.with("Retry-After", retryAfter);
    }
    (side.equals("from") ? from : to).script(Fault.on(method, path).first(3).answer(refusal));

    copy();

    assertArrived();
  }

  @Test
  void waitsUntilTheDateThatARefusalNames() throws Exception {
    push();
    // A date has whole seconds, so this is in more than one second.
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME
            .withLocale(Locale.ROOT)
            .format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2));
    to.script(
        Fault.on("PUT", "/manifests/")
            .once()
            .answer(Reply.error(503, "UNAVAILABLE").with("Retry-After", date)));
    long start = System.nanoTime();

    copy();

    assertArrived();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void aLongWaitHoldsForAllWithoutAnotherRequest() throws Exception {
    push();
    from.script(
        Fault.on("HEAD", "/manifests/")
            .answer(Reply.error(429, "TOOMANYREQUESTS").with("Retry-After", "120")));
    fail();
    from.forgetRequests();

    CopyFailure second = fail();

    assertThat(second.code()).isEqualTo(FailureCode.RATE_LIMITED);
    assertThat(second.failure().retryAfterMs()).isBetween(60_000L, 120_000L);
    assertThat(second.failure().reason()).contains("429", "asked to be left alone");
    assertThat(from.requests()).isEmpty();
    PaceSnapshot pace = paceOf(source);
    assertThat(pace.refusals()).isEqualTo(1);
    assertThat(pace.lull()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(120));
  }

  @Test
  void cancelsAnUploadAlsoWhereTheRegistryIsLeftAlone() throws Exception {
    push();
    to.script(
        Fault.on("PATCH", "/blobs/uploads/")
            .answer(Reply.error(429, "TOOMANYREQUESTS").with("Retry-After", "120")));

    assertThat(fail().code()).isEqualTo(FailureCode.RATE_LIMITED);

    assertThat(to.openUploads()).isZero();
  }

  @Test
  void manyCopiesFindThePaceOfARegistryThatTakesFourRequestsAtOnce() throws Exception {
    int copies = 32;
    push();
    AtomicInteger refused = new AtomicInteger();
    letInAtMost(4, to, refused);

    int done = copyMany(copies);

    assertThat(done).isEqualTo(copies);
    for (int number = 0; number < copies; number++) {
      assertThat(to.findTag("mirror/app" + number, "v1")).contains(image.digest());
    }
    // A client that only backs off each request by itself sees a multiple of this.
    assertThat(refused.get()).isLessThan(to.requests().size() / 2).isLessThan(300);
    assertThat(paceOf(target).inFlight()).isZero();
  }

  private int copyMany(int copies) throws Exception {
    List<Future<CopyReport>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < copies; number++) {
        TagReference own = to.repository("mirror/app" + number).tag(Tag.of("v1"));
        results.add(
            threads.submit(() -> engine.copy(CopyRequest.of(source, own), CopyListener.NONE)));
      }
      for (Future<CopyReport> result : results) {
        result.get(100, TimeUnit.SECONDS);
      }
    }
    return results.size();
  }

  private static void letInAtMost(int most, ScriptedRegistry registry, AtomicInteger refused) {
    AtomicInteger inside = new AtomicInteger();
    for (String method : new String[] {"HEAD", "GET", "POST", "PATCH", "PUT"}) {
      registry.script(
          Fault.on(method, "/v2/")
              .onlyIf(
                  request -> {
                    if (inside.incrementAndGet() <= most) {
                      return false;
                    }
                    inside.decrementAndGet();
                    refused.incrementAndGet();
                    return true;
                  })
              .answer(request -> Reply.error(429, "TOOMANYREQUESTS")));
      registry.script(
          Fault.on(method, "/v2/")
              .change(
                  reply -> {
                    work();
                    inside.decrementAndGet();
                    return reply;
                  }));
    }
  }

  /** What takes a registry a moment. */
  private static void work() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void copiesInBothDirectionsEndHoweverFewConnectionsThereAre() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    push();
    try (RegistryClients others = new RegistryClients(new AddressDirectory(Set.of()), QUICK)) {
      image.push(others, to.repository("team/app").tag(Tag.of("v1")));
    }
    refuseSome(from, random);
    refuseSome(to, random);
    for (int most = 3; most <= 5; most++) {
      RegistryLimits limits = new RegistryLimits(most);
      RegistryDirectory usual = new AddressDirectory(Set.of());
      RegistryDirectory directory = registry -> usual.getEndpoint(registry).withLimits(limits);
      try (RegistryClients few = new RegistryClients(directory, QUICK)) {
        int ended = copyBothWays("round" + most, few, 16);
        assertThat(ended).as("seed %s, %s connections", seed, most).isEqualTo(16);
        few.paces()
            .values()
            .forEach(
                pace -> {
                  assertThat(pace.inFlight()).isZero();
                  assertThat(pace.waiting()).isZero();
                });
      }
    }
  }

  private int copyBothWays(String name, RegistryClients through, int copies) throws Exception {
    CopyEngine shared = new StreamingCopyEngine(through);
    AtomicInteger ended = new AtomicInteger();
    List<Future<?>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < copies; number++) {
        ScriptedRegistry one = number % 2 == 0 ? from : to;
        // Every third copy stays inside its registry.
        ScriptedRegistry other = number % 3 == 0 ? one : one == from ? to : from;
        CopyRequest request =
            CopyRequest.of(
                one.repository("team/app").tag(Tag.of("v1")),
                other.repository(name + "/app" + number).tag(Tag.of("v1")));
        results.add(
            threads.submit(
                () -> {
                  try {
                    shared.copy(request, CopyListener.NONE);
                  } catch (CopyFailure refusedTooOften) {
                    // It ended, which is what this is about.
                  }
                  ended.incrementAndGet();
                }));
      }
      for (Future<?> result : results) {
        result.get(100, TimeUnit.SECONDS);
      }
    }
    return ended.get();
  }

  private static void refuseSome(ScriptedRegistry registry, Random random) {
    int[] statuses = {429, 503, 500};
    for (String method : new String[] {"HEAD", "GET", "POST", "PATCH", "PUT"}) {
      for (int status : statuses) {
        registry.script(
            Fault.on(method, "/v2/")
                .onlyIf(
                    request -> {
                      synchronized (random) {
                        return random.nextInt(20) == 0;
                      }
                    })
                .answer(request -> Reply.of(status)));
      }
    }
  }

  @Test
  void looksForAPulledImageWithoutPullingItAgain() throws Exception {
    push();
    withQuota(20);
    copy();
    from.forgetRequests();

    copy();

    assertThat(from.requests()).allMatch(request -> request.method().equals("HEAD"));
    assertThat(clients.findQuota(source.repository().registry()))
        .hasValueSatisfying(quota -> assertThat(quota.remaining()).isEqualTo(20));
  }

  @Test
  void pullsNothingWhereTheQuotaIsUsedUp() throws Exception {
    push();
    withQuota(0);

    CopyFailure failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.RATE_LIMITED);
    assertThat(failure.failure().reason()).contains("100 images", "none is left until");
    assertThat(failure.failure().hint()).contains("Log in");
    assertThat(failure.failure().retryAfterMs()).isBetween(21_000_000L, 21_600_000L);
    assertThat(from.count("GET", "/manifests/")).isZero();
    assertThat(from.count("HEAD", "/manifests/")).isPositive();
  }

  @Test
  void explainsARefusedPullByTheQuotaAndLeavesEverythingElseAlone() throws Exception {
    push();
    from.script(
        Fault.on("GET", "/manifests/")
            .answer(
                Reply.error(429, "TOOMANYREQUESTS")
                    .with("ratelimit-limit", "100;w=21600")
                    .with("ratelimit-remaining", "0;w=21600")));

    CopyFailure failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.RATE_LIMITED);
    assertThat(failure.failure().hint()).contains("Log in");
    assertThat(from.count("GET", "/manifests/")).isEqualTo(1);
    PaceSnapshot pace = paceOf(source);
    assertThat(pace.lull()).isZero();
  }

  private void withQuota(int remaining) {
    for (String method : new String[] {"HEAD", "GET"}) {
      from.script(
          Fault.on(method, "/manifests/")
              .change(
                  reply ->
                      reply
                          .with("ratelimit-limit", "100;w=21600")
                          .with("ratelimit-remaining", remaining + ";w=21600")
                          .with("docker-ratelimit-source", "192.0.2.1")));
    }
  }
}
