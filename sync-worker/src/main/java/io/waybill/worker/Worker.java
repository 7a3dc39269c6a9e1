package io.waybill.worker;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WorkerConfig;
import io.waybill.chassis.http.Health;
import io.waybill.chassis.http.HttpService;
import io.waybill.chassis.http.HttpSettings;
import io.waybill.chassis.http.ListenException;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.KafkaHealth;
import io.waybill.chassis.kafka.KafkaSetupException;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.chassis.life.Loop;
import io.waybill.chassis.life.ServiceStack;
import io.waybill.chassis.life.StartException;
import io.waybill.chassis.life.SteadyClock;
import io.waybill.chassis.metrics.Metrics;
import io.waybill.chassis.traces.Traces;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.removal.TagRemover;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Topics;
import io.waybill.worker.circuit.CircuitProber;
import io.waybill.worker.circuit.Circuits;
import io.waybill.worker.copy.CancelReader;
import io.waybill.worker.copy.Cancels;
import io.waybill.worker.copy.ConfiguredRegistries;
import io.waybill.worker.copy.Copier;
import io.waybill.worker.copy.EngineCopier;
import io.waybill.worker.copy.LaneSettings;
import io.waybill.worker.copy.LaneSlots;
import io.waybill.worker.copy.RetryPolicy;
import io.waybill.worker.copy.SlotTools;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.plan.PlannerLoop;
import io.waybill.worker.plan.RoundWatch;
import io.waybill.worker.plan.TaskPlanner;
import io.waybill.worker.scan.ScanSlots;
import io.waybill.worker.scan.ScanTools;
import io.waybill.worker.scan.Scanner;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker role: a planner, the slots of the regions that it serves, those for scans, and a
 * server for health and metrics.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final String NAME = "waybill-worker";

  /** Steps of scans at a time: each asks registries for many things at once. */
  private static final int SCAN_SLOTS = 2;

  /**
   * A new group is there within a few seconds, and joining one that exists takes a heartbeat of the
   * others and the batches that they are at, a minute at most; a broker that has just begun, on a
   * machine that has too much to do, has kept others waiting for most of a minute.
   */
  private static final Duration JOINING = Duration.ofMinutes(2);

  private final ServiceStack parts;
  private final HttpService http;

  private Worker(ServiceStack parts, HttpService http) {
    this.parts = parts;
    this.http = http;
  }

  /**
   * Starts a worker, and returns when it takes tasks.
   *
   * @throws StartException where it cannot start; the message says what to do
   */
  public static Worker start(WaybillConfig config) throws StartException {
    return start(
        config,
        (stack, registries) ->
            new EngineCopier(new StreamingCopyEngine(registries), new TagRemover(registries)));
  }

  /** Starts a worker that carries tasks out in another way. */
  static Worker start(WaybillConfig config, Function<ServiceStack, Copier> copier)
      throws StartException {
    return start(config, (stack, registries) -> copier.apply(stack));
  }

  private static Worker start(
      WaybillConfig config, BiFunction<ServiceStack, RegistryClients, Copier> copier)
      throws StartException {
    ServiceStack parts = new ServiceStack();
    try {
      return new Start(config, parts).run(copier);
    } catch (InterruptedException interrupted) {
      parts.close();
      Thread.currentThread().interrupt();
      throw new StartException("The start of the worker was interrupted", interrupted);
    } catch (KafkaSetupException | ListenException | IllegalArgumentException unusable) {
      parts.close();
      throw new StartException(String.valueOf(unusable.getMessage()), unusable);
    } catch (RuntimeException | StartException failed) {
      parts.close();
      throw failed;
    }
  }

  /** The port of health and metrics. */
  public int port() {
    return http.port();
  }

  /**
   * Stops: takes no new task, lets running ones end within the grace time, hands the others back so
   * that other workers get them at once.
   */
  @Override
  public void close() {
    parts.close();
  }

  /** The parts of a worker, in the order in which they are started. */
  private record Start(WaybillConfig config, ServiceStack parts) {
    Worker run(BiFunction<ServiceStack, RegistryClients, Copier> copier)
        throws StartException, KafkaSetupException, ListenException, InterruptedException {
      PrometheusMeterRegistry meters = Metrics.create("worker", WorkerMetrics.specs());
      KafkaClients clients = new KafkaClients(config.kafka(), NAME).countingIn(meters, written());
      Admin admin = parts.add("the admin client", clients.admin());
      TopicSetup.ensure(admin, config.kafka(), allRegions());
      WorkerMetrics metrics = new WorkerMetrics(meters);
      Health health = new Health();
      health.add("kafka", new KafkaHealth(admin));
      WorkerConfig worker = config.worker();
      HttpService http =
          parts.add(
              "the HTTP server",
              HttpService.start(
                  HttpSettings.of(worker.host(), worker.port(), "worker.port"),
                  routes -> {},
                  health,
                  meters));
      MessagePublisher publisher = parts.add("the publisher", clients.publisher());
      publisher.prepare(Topics.RECORDS, Topics.PROGRESS, Topics.SCAN_FACTS);
      Traces traces = parts.add("the spans", Traces.of(config.traces(), "worker"));
      RegistryClients registries = connect(metrics);
      RetryPolicy retries = new RetryPolicy(worker.retry());
      Circuits circuits = watchCircuits(registries, metrics);
      String name = WorkerName.of(System.getenv(), ProcessHandle.current().pid());
      Cancels cancels = new Cancels(Clock.systemUTC());
      RoundWatch rounds = new RoundWatch(clients);
      SlotTools tools =
          new SlotTools(
              copier.apply(parts, registries),
              cancels,
              retries,
              circuits,
              publisher::publish,
              rounds::isRound,
              name,
              worker.bulkThreshold(),
              metrics,
              traces,
              Clock.systemUTC(),
              SteadyClock::begin,
              new Random());
      // No slot takes a task before all wishes are known that it be not done, and all rules.
      await(List.of(heedCancels(clients, cancels, health), watchRounds(rounds, health)));
      Intake intake = parts.add("the intake", new Intake(worker.graceTime().duration()));
      List<CompletableFuture<Void>> joining = new ArrayList<>();
      joining.addAll(startSlots(intake, admin, tools, clients, health));
      joining.add(startPlanner(intake, clients, publisher, metrics, traces, health));
      ScanTools scanTools =
          new ScanTools(
              new Scanner(registries, regionsOf(config), Clock.systemUTC()),
              scan -> cancels.find(new TaskId(scan.value())).isPresent(),
              retries,
              circuits,
              publisher::publish,
              name,
              metrics,
              Clock.systemUTC(),
              new Random());
      joining.add(startScanners(intake, admin, scanTools, clients, health));
      await(joining);
      LOG.info("The worker serves {} on port {}", servedRegions(), http.port());
      return new Worker(parts, http);
    }

    private CompletableFuture<Void> heedCancels(
        KafkaClients clients, Cancels cancels, Health health) {
      CancelReader reader = new CancelReader(clients, cancels);
      Loop loop = parts.add(Loop.named("cancels", reader::run).start());
      health.add("cancels", loop);
      return reader.ready();
    }

    private CompletableFuture<Void> watchRounds(RoundWatch rounds, Health health) {
      Loop loop = parts.add(Loop.named("rounds", rounds::run).start());
      health.add("rounds", loop);
      return rounds.ready();
    }

    private List<CompletableFuture<Void>> startSlots(
        Intake intake, Admin admin, SlotTools tools, KafkaClients clients, Health health)
        throws InterruptedException {
      WorkerConfig worker = config.worker();
      List<LaneSlots> lanes = new ArrayList<>();
      for (Region region : servedRegions()) {
        for (Lane lane : Lane.values()) {
          int slots = lane == Lane.BULK ? worker.bulkConcurrency() : worker.concurrency();
          // One delivery is left over: to give a task up may fail as well, in an outage.
          int limit = Math.max(2, DeliveryLimits.of(admin, Groups.copiers(region, lane)) - 1);
          LaneSettings settings = new LaneSettings(region, lane, slots, limit);
          LaneSlots started = new LaneSlots(settings, tools, clients);
          health.add(settings.topic(), started::check);
          lanes.add(started);
          intake.add(started);
        }
      }
      return lanes.stream().map(LaneSlots::start).toList();
    }

    private RegistryClients connect(WorkerMetrics metrics) {
      RegistryClients registries =
          parts.add(
              "the registries' connections",
              new RegistryClients(
                  ConfiguredRegistries.of(config),
                  RetryTable.DEFAULT,
                  new TracedRequests(metrics)));
      for (Registry registry : config.registries().keySet()) {
        metrics.watchRegistry(registry, () -> registries.findPace(registry));
      }
      return registries;
    }

    private Circuits watchCircuits(RegistryClients registries, WorkerMetrics metrics) {
      Circuits circuits =
          new Circuits(
              config.worker().circuit(),
              regionsOf(config),
              config.worker().retry().longest().duration(),
              Clock.systemUTC(),
              SteadyClock.begin(),
              new Random());
      for (Registry registry : config.registries().keySet()) {
        metrics.watchCircuit(
            registry, () -> circuits.level(registry), () -> circuits.openings(registry));
      }
      CircuitProber prober = CircuitProber.of(circuits, registries);
      parts.add(Loop.named("circuits", prober::run).onVirtualThread().start());
      return circuits;
    }

    private CompletableFuture<Void> startScanners(
        Intake intake, Admin admin, ScanTools tools, KafkaClients clients, Health health)
        throws InterruptedException {
      int limit = Math.max(2, DeliveryLimits.of(admin, Groups.SCANNERS) - 1);
      ScanSlots slots = ScanSlots.start(SCAN_SLOTS, limit, tools, clients);
      intake.add(slots::close);
      health.add("scanner", slots::check);
      return slots.ready();
    }

    private CompletableFuture<Void> startPlanner(
        Intake intake,
        KafkaClients clients,
        MessagePublisher publisher,
        WorkerMetrics metrics,
        Traces traces,
        Health health) {
      PlannerLoop planner =
          new PlannerLoop(
              clients,
              new TaskPlanner(regionsOf(config)),
              publisher::publish,
              metrics,
              traces,
              Clock.systemUTC());
      Loop loop = Loop.named("planner", planner::run).start();
      intake.add(loop::close);
      health.add("planner", loop);
      return planner.ready();
    }

    private static Map<Registry, Region> regionsOf(WaybillConfig config) {
      return config.registries().entrySet().stream()
          .collect(
              Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().region()));
    }

    private SortedSet<Region> servedRegions() {
      if (config.worker().regions().contains(WorkerConfig.ALL_REGIONS)) {
        return config.regions();
      }
      return config.worker().regions().stream()
          .map(Region::of)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those whose tasks it plans, and those whose tasks it takes. */
    private SortedSet<Region> allRegions() {
      SortedSet<Region> all = new TreeSet<>(config.regions());
      all.addAll(servedRegions());
      return all;
    }

    private List<String> written() {
      List<String> topics = new ArrayList<>(Topics.tasks(allRegions()));
      topics.addAll(
          List.of(
              Topics.RECORDS,
              Topics.PROGRESS,
              Topics.SCANS,
              Topics.SCAN_FACTS,
              Topics.DEAD_LETTERS));
      return topics;
    }

    private static void await(List<CompletableFuture<Void>> joining)
        throws StartException, InterruptedException {
      try {
        CompletableFuture.allOf(joining.toArray(CompletableFuture[]::new))
            .get(JOINING.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException late) {
        throw new StartException(
            "The worker could not join its groups within "
                + JOINING.toSeconds()
                + " s: look at Kafka's log, and whether this user may read the groups waybill-*",
            late);
      } catch (ExecutionException failed) {
        throw new StartException("The worker did not start: " + failed.getCause(), failed);
      }
    }
  }
}
