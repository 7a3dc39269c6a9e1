package io.waybill.chassis.config;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that can be configured, for every role.
 *
 * @param kafka how to reach Kafka
 * @param database how to reach PostgreSQL
 * @param registries the registries, by the names that rules use
 * @param webhooks the webhooks, by the last part of their address
 * @param worker the worker
 * @param gateway the gateway
 * @param api the API
 * @param data where the embedded servers keep their data
 * @param log what is logged
 * @param traces where spans go
 */
public record WaybillConfig(
    @Key("How to reach Kafka.") KafkaConfig kafka,
    @Key("How to reach PostgreSQL; only the api role does.") DatabaseConfig database,
    @Key("The registries, by the names that rules use.") Map<Registry, RegistryConfig> registries,
    @Key("The webhooks that registries send, each to `/webhooks/<name>` of the gateway.")
        Map<String, WebhookConfig> webhooks,
    @Key("The worker role.") WorkerConfig worker,
    @Key("The gateway role.") GatewayConfig gateway,
    @Key("The api role.") ApiConfig api,
    @Key("The directory in which the embedded servers keep their data.") Path data,
    @Key("What is logged, and how. Logs go to standard error.") LogConfig log,
    @Key("Where spans go, for whoever follows one push through all roles.") TracesConfig traces) {
  /** What holds when nothing is configured: embedded servers, and no registry. */
  public static final WaybillConfig DEFAULT =
      new WaybillConfig(
          KafkaConfig.DEFAULT,
          DatabaseConfig.DEFAULT,
          Map.of(),
          Map.of(),
          WorkerConfig.DEFAULT,
          GatewayConfig.DEFAULT,
          ApiConfig.DEFAULT,
          Path.of("data"),
          LogConfig.DEFAULT,
          TracesConfig.DEFAULT);

  private static final Pattern WEBHOOK_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Checks what one part says about another. */
  public WaybillConfig {
    registries = Collections.unmodifiableMap(new TreeMap<>(registries));
    webhooks = Collections.unmodifiableMap(new TreeMap<>(webhooks));
    Checks checks = new Checks();
    for (Map.Entry<String, WebhookConfig> webhook : webhooks.entrySet()) {
      String key = "webhooks." + webhook.getKey();
      Registry registry = webhook.getValue().registry();
      checks
          .require(
              WEBHOOK_NAME.matcher(webhook.getKey()).matches(),
              key,
              "is not a name for an address: use letters, digits, dots, dashes and underscores")
          .require(
              registries.containsKey(registry),
              key + ".registry",
              "is \"" + registry + "\", which is not configured: " + known(registries));
    }
    checks.done();
  }

  /**
   * The registry with this name.
   *
   * @throws UnknownRegistryException when it is not configured
   */
  public RegistryConfig registry(Registry name) {
    RegistryConfig config = registries.get(name);
    if (config == null) {
      throw new UnknownRegistryException(name, known(registries));
    }
    return config;
  }

  /**
   * Where the registry stands.
   *
   * @throws UnknownRegistryException when it is not configured
   */
  public Region regionOf(Registry name) {
    return registry(name).region();
  }

  /** Every region that a configured registry stands in, in the order of their names. */
  public SortedSet<Region> regions() {
    return registries.values().stream()
        .map(RegistryConfig::region)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The same with another Kafka. */
  public WaybillConfig withKafka(KafkaConfig other) {
    return new WaybillConfig(
        other, database, registries, webhooks, worker, gateway, api, data, log, traces);
  }

  /** The same with Kafka at this address. */
  public WaybillConfig withKafka(String bootstrapServers) {
    return withKafka(
        new KafkaConfig(
            java.util.Optional.of(bootstrapServers), kafka.properties(), kafka.topics()));
  }

  /** The same with another database. */
  public WaybillConfig withDatabase(DatabaseConfig other) {
    return new WaybillConfig(
        kafka, other, registries, webhooks, worker, gateway, api, data, log, traces);
  }

  /** The same with these registries and no others. */
  public WaybillConfig withRegistries(Map<Registry, RegistryConfig> others) {
    return new WaybillConfig(
        kafka, database, others, webhooks, worker, gateway, api, data, log, traces);
  }

  /** The same with these webhooks and no others. */
  public WaybillConfig withWebhooks(Map<String, WebhookConfig> others) {
    return new WaybillConfig(
        kafka, database, registries, others, worker, gateway, api, data, log, traces);
  }

  /** The same with another worker. */
  public WaybillConfig withWorker(WorkerConfig other) {
    return new WaybillConfig(
        kafka, database, registries, webhooks, other, gateway, api, data, log, traces);
  }

  /** The same with another gateway. */
  public WaybillConfig withGateway(GatewayConfig other) {
    return new WaybillConfig(
        kafka, database, registries, webhooks, worker, other, api, data, log, traces);
  }

  /** The same with another API. */
  public WaybillConfig withApi(ApiConfig other) {
    return new WaybillConfig(
        kafka, database, registries, webhooks, worker, gateway, other, data, log, traces);
  }

  /** The same with another place for the embedded servers' data. */
  public WaybillConfig withData(Path other) {
    return new WaybillConfig(
        kafka, database, registries, webhooks, worker, gateway, api, other, log, traces);
  }

  /** The same with spans that go elsewhere. */
  public WaybillConfig withTraces(TracesConfig other) {
    return new WaybillConfig(
        kafka, database, registries, webhooks, worker, gateway, api, data, log, other);
  }

  private static String known(Map<Registry, RegistryConfig> registries) {
    return registries.isEmpty()
        ? "no registry is configured, add it under registries"
        : "known are "
            + registries.keySet().stream().map(Registry::name).collect(Collectors.joining(", "));
  }
}
