package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.embedded.Ports;
import io.waybill.embedded.RegistryLogin;
import io.waybill.endtoend.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Waybill in four processes (gateway, two workers, api), Kafka and PostgreSQL in processes of their
 * own, a source registry {@code shanghai} and two targets {@code frankfurt} and {@code virginia},
 * each in a region of its own, and a target {@code oslo} that asks for an account. Between each
 * worker and each registry, each worker and the broker, and the API and PostgreSQL, there is a
 * {@link FaultProxy}.
 */
final class ChaosLandscape implements AutoCloseable {
  /** What the gateway asks for. */
  static final String HOOK_SECRET = "hook-secret-of-the-test";

  /** The targets. */
  static final List<String> TARGETS = List.of("frankfurt", "virginia");

  private static final List<String> REGISTRIES = List.of("shanghai", "frankfurt", "virginia");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path directory;
  private final Reaper reaper = Reaper.start();
  private final int gatewayPort = Ports.free();
  private final int apiPort = Ports.free();
  private final Map<String, RegistryUnderTest> registries = new LinkedHashMap<>();

  /** Asks for an account, and nothing breaks but this. */
  private final RegistryUnderTest guarded;

  /** By {@code worker-1/frankfurt} and so on. */
  private final Map<String, FaultProxy> registryLines = new LinkedHashMap<>();

  private final Map<String, RoleUnderTest> roles = new LinkedHashMap<>();
  private final BrokerUnderTest broker;
  private final DatabaseUnderTest database;

  private ChaosLandscape(Path directory) {
    this.directory = directory;
    this.broker = new BrokerUnderTest(directory, reaper);
    this.database = new DatabaseUnderTest(directory.resolve("postgres"));
    this.guarded =
        RegistryUnderTest.guarded("oslo", directory.resolve("oslo"), RegistryLogin.SAMPLE);
    for (String name : REGISTRIES) {
      registries.put(name, new RegistryUnderTest(name, directory.resolve(name)));
    }
  }

  /** Brings everything up and waits until it is ready. */
  static ChaosLandscape start(Path directory) {
    ChaosLandscape landscape = new ChaosLandscape(directory);
    try {
      landscape.startAll();
      return landscape;
    } catch (RuntimeException | Error failed) {
      landscape.close();
      throw failed;
    }
  }

  private void startAll() {
    Thread aside = Thread.ofVirtual().start(database::revive);
    registries.values().forEach(RegistryUnderTest::revive);
    guarded.revive();
    broker.revive();
    try {
      aside.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    addRole("api", apiPort, broker.address(), "api: { port: %d }".formatted(apiPort));
    addRole(
        "gateway",
        gatewayPort,
        broker.address(),
        "gateway: { port: %d, bodyTimeout: 5s }".formatted(gatewayPort));
    addWorker("worker-1", broker.one());
    addWorker("worker-2", broker.two());
    roles.values().forEach(RoleUnderTest::revive);
    awaitReady();
  }

  private void addWorker(String name, FaultProxy kafka) {
    for (RegistryUnderTest registry : registries.values()) {
      registryLines.put(name + "/" + registry.name(), new FaultProxy(registry.port()));
    }
    int port = Ports.free();
    addRole(
        name,
        port,
        "127.0.0.1:" + kafka.port(),
        """
        worker:
          regions: [eu-central, us-east]
          concurrency: 3
          bulkConcurrency: 1
          bulkThreshold: 1MiB
          graceTime: 3s
          port: %d
          retry: { attempts: 10000, first: 200ms, longest: 3s, inSlot: 1s }
          circuit: { probe: 200ms, longestProbe: 1s }
        """
            .formatted(port));
  }

  private void addRole(String name, int port, String kafka, String own) {
    Path file = directory.resolve(name + ".yaml");
    String command = name.startsWith("worker") ? "worker" : name;
    String databaseKey = name.equals("api") ? "database: " + database.configuration() + "\n" : "";
    try {
      Files.writeString(
          file,
          """
          kafka: { bootstrapServers: "%s", topics: { partitions: 2 }, properties: { compression.type: none } }
          %sregistries:
            shanghai: { url: "%s", region: cn-east }
            frankfurt: { url: "%s", region: eu-central }
            virginia: { url: "%s", region: us-east }
            oslo: { url: "http://%s", region: us-east, username: "%s", password: "%s" }
          webhooks:
            repeating: { registry: shanghai, type: distribution, secret: "%s", spool: false }
            spooled: { registry: shanghai, type: distribution, secret: "%s", spool: true }
          data: "%s"
          %s
          """
              .formatted(
                  kafka,
                  databaseKey,
                  url(name, "shanghai"),
                  url(name, "frankfurt"),
                  url(name, "virginia"),
                  guarded.address(),
                  RegistryLogin.SAMPLE.username(),
                  RegistryLogin.SAMPLE.password(),
                  HOOK_SECRET,
                  HOOK_SECRET,
                  directory.resolve(name + "-data"),
                  own));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
    roles.put(
        name,
        new RoleUnderTest(
            name, List.of(command, "--config", file.toString()), port, directory, reaper));
  }

  /** Workers reach a registry over a line of their own, the others never ask one. */
  private String url(String role, String registry) {
    FaultProxy line = registryLines.get(role + "/" + registry);
    return "http://127.0.0.1:" + (line == null ? registry(registry).port() : line.port());
  }

  /** Where each process has its log, and its data. */
  Path directory() {
    return directory;
  }

  RegistryUnderTest registry(String name) {
    return at(registries, name);
  }

  /** The registry {@code oslo}, which asks for an account. */
  RegistryUnderTest guarded() {
    return guarded;
  }

  RoleUnderTest role(String name) {
    return at(roles, name);
  }

  /** All roles. */
  List<RoleUnderTest> roles() {
    return List.copyOf(roles.values());
  }

  BrokerUnderTest broker() {
    return broker;
  }

  DatabaseUnderTest database() {
    return database;
  }

  /** The lines between workers and registries, by worker and registry. */
  Map<String, FaultProxy> registryLines() {
    return registryLines;
  }

  /** The lines between all workers and this registry. */
  List<FaultProxy> linesTo(String registry) {
    return registryLines.entrySet().stream()
        .filter(line -> line.getKey().endsWith("/" + registry))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** All lines, by their names. */
  Map<String, FaultProxy> lines() {
    Map<String, FaultProxy> all = new LinkedHashMap<>(registryLines);
    all.put("worker-1/broker", broker.one());
    all.put("worker-2/broker", broker.two());
    all.put("api/database", database.line());
    return all;
  }

  /** What is under way between a role and others is lost with its machine. */
  void cutLinesOf(String role) {
    lines().entrySet().stream()
        .filter(line -> line.getKey().startsWith(role + "/"))
        .forEach(line -> line.getValue().cut());
  }

  URI api(String path) {
    return URI.create("http://127.0.0.1:" + apiPort + "/api/v1/" + path);
  }

  /** Has the API make a rule. */
  void makeRule(String rule) {
    Http.Answer answer = Http.post(api("rules"), rule);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
  }

  URI webhook(boolean spooled) {
    String name = spooled ? "spooled" : "repeating";
    return URI.create("http://127.0.0.1:" + gatewayPort + "/webhooks/" + name);
  }

  /** Events and tasks that stand in Kafka, as the API counts them; NaN where it cannot. */
  double waiting() {
    return role("api").sumOf("waybill_events_unplanned", "waybill_queue_tasks");
  }

  /** Nothing is wrong any more, and every role says that it is ready. */
  void mendAll() {
    lines().values().forEach(FaultProxy::mend);
    reviveAll();
    awaitReady();
  }

  /** Starts what is away, and waits for nothing. */
  void reviveAll() {
    roles.values().forEach(RoleUnderTest::revive);
  }

  private void awaitReady() {
    for (RoleUnderTest role : roles.values()) {
      await(role.name() + " to be ready, see " + directory)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(role::isReady);
    }
  }

  private static <T> T at(Map<String, T> map, String name) {
    T found = map.get(name);
    if (found == null) {
      throw new IllegalArgumentException("There is no " + name);
    }
    return found;
  }

  @Override
  public void close() {
    Stream.<AutoCloseable>concat(roles.values().stream(), Stream.of(broker, database))
        .forEach(ChaosLandscape::quietly);
    registryLines.values().forEach(ChaosLandscape::quietly);
    registries.values().forEach(ChaosLandscape::quietly);
    quietly(guarded);
    reaper.close();
  }

  /** One that does not close must not keep the others. */
  private static void quietly(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception failed) {
      System.err.println("Could not close " + each + ": " + failed);
    }
  }
}
