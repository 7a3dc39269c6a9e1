package io.waybill.cli.demo;

import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.GatewayConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.config.WorkerConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.cli.roles.EmbeddedServers;
import io.waybill.cli.roles.Parts;
import io.waybill.cli.roles.Roles;
import io.waybill.cli.terminal.Steps;
import io.waybill.embedded.DataDirectory;
import io.waybill.embedded.LocalRegistry;
import io.waybill.embedded.Ports;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the demo needs, on this machine: Kafka, PostgreSQL, two registries of which the
 * first tells the gateway what is pushed, and the roles.
 */
final class Landscape implements AutoCloseable {
  static final Registry SHANGHAI = Registry.of("shanghai");
  static final Registry FRANKFURT = Registry.of("frankfurt");

  private static final String HOST = "127.0.0.1";
  private static final String WEBHOOK = "shanghai-push";

  private final Parts parts;
  private final WaybillConfig config;
  private final Roles roles;
  private final URI source;
  private final URI target;

  private Landscape(Parts parts, WaybillConfig config, Roles roles, URI source, URI target) {
    this.parts = parts;
    this.config = config;
    this.roles = roles;
    this.source = source;
    this.target = target;
  }

  /** Starts it all, and tells each step. */
  static Landscape start(DemoSettings settings, DataDirectory data, Steps steps)
      throws StartException, InterruptedException {
    Parts parts = new Parts();
    boolean started = false;
    try {
      Landscape landscape = start(settings, data, steps, parts);
      started = true;
      return landscape;
    } finally {
      if (!started) {
        parts.close();
      }
    }
  }

  private static Landscape start(
      DemoSettings settings, DataDirectory data, Steps steps, Parts parts)
      throws StartException, InterruptedException {
    int gatewayPort = settings.gatewayPort() == 0 ? Ports.free() : settings.gatewayPort();
    String secret = secret();
    steps.begin("Servers", "starting Kafka, PostgreSQL and two registries");
    EmbeddedServers servers = EmbeddedServers.begin(parts, data, WaybillConfig.DEFAULT);
    Parts.Starting<LocalRegistry> shanghai =
        parts.begin(
            SHANGHAI.name(),
            () ->
                registry(data, SHANGHAI, settings.sourcePort())
                    .notify(
                        URI.create(
                            "http://%s:%d/webhooks/%s".formatted(HOST, gatewayPort, WEBHOOK)),
                        "Bearer " + secret)
                    .start());
    Parts.Starting<LocalRegistry> frankfurt =
        parts.begin(
            FRANKFURT.name(), () -> registry(data, FRANKFURT, settings.targetPort()).start());
    URI source = shanghai.await().uri();
    URI target = frankfurt.await().uri();
    WaybillConfig config =
        configure(servers.await(), settings, gatewayPort, secret, source, target);
    steps.done("Servers", "Kafka      " + config.kafka().bootstrapServers().orElse(""));
    steps.detail("PostgreSQL " + config.database().url().map(Landscape::hostAndPort).orElse(""));
    steps.detail("registries " + SHANGHAI + " " + source.getAuthority());
    steps.detail("           " + FRANKFURT + " " + target.getAuthority());
    steps.begin("Waybill", "starting gateway, worker and API");
    Roles roles = Roles.start(parts, config);
    steps.done("Waybill", "gateway    " + roles.gateway().uri());
    steps.detail("API        " + roles.api().uri());
    steps.detail("worker     " + Roles.uri(config, roles.worker()));
    return new Landscape(parts, config, roles, source, target);
  }

  private static LocalRegistry.Builder registry(DataDirectory data, Registry name, int port) {
    LocalRegistry.Builder builder =
        LocalRegistry.builder(data.resolve("demo").resolve(name.name()));
    return port == 0 ? builder : builder.port(port);
  }

  private static WaybillConfig configure(
      WaybillConfig servers,
      DemoSettings settings,
      int gatewayPort,
      String secret,
      URI source,
      URI target) {
    WorkerConfig worker = WorkerConfig.DEFAULT;
    return servers
        .withRegistries(
            Map.of(
                SHANGHAI,
                registryIn("cn-east", source),
                FRANKFURT,
                registryIn("eu-central", target)))
        .withWebhooks(
            Map.of(
                WEBHOOK,
                WebhookConfig.of(
                    SHANGHAI, WebhookConfig.DISTRIBUTION, Optional.of(Secret.of(secret)))))
        .withGateway(GatewayConfig.DEFAULT.withAddress(HOST, gatewayPort))
        .withApi(new ApiConfig(HOST, settings.apiPort(), ApiConfig.DEFAULT.access()))
        .withWorker(
            new WorkerConfig(
                worker.regions(),
                worker.concurrency(),
                worker.bulkConcurrency(),
                worker.bulkThreshold(),
                worker.graceTime(),
                HOST,
                0,
                worker.retry()));
  }

  private static RegistryConfig registryIn(String region, URI url) {
    return new RegistryConfig(
        url,
        Region.of(region),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        RegistryConfig.DEFAULT_MAX_CONNECTIONS);
  }

  private static String secret() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String hostAndPort(String jdbcUrl) {
    return URI.create(jdbcUrl.substring("jdbc:".length())).getAuthority();
  }

  /** The configuration that all roles have. */
  WaybillConfig config() {
    return config;
  }

  /** The API. */
  URI api() {
    return roles.api().uri();
  }

  /** The first registry. */
  URI source() {
    return source;
  }

  /** The second registry. */
  URI target() {
    return target;
  }

  @Override
  public void close() {
    parts.close();
  }
}
