package io.waybill.chassis.config;

import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Makes each record from its section: the one place that says which key becomes what. */
final class Binder {
  /** Kafka's properties that are secrets, and so may be {@code file:/path}. */
  static final Pattern SECRET_PROPERTIES = Pattern.compile(".*password|sasl\\.jaas\\.config");

  private final Problems problems;

  Binder(Problems problems) {
    this.problems = problems;
  }

  Optional<WaybillConfig> waybill(Section root) {
    WaybillConfig defaults = WaybillConfig.DEFAULT;
    KafkaConfig kafka = kafka(root.section("kafka"));
    DatabaseConfig database = database(root.section("database"));
    Map<Registry, RegistryConfig> registries = new LinkedHashMap<>();
    entries(root, "registries", RegistryConfig.class, this::registry)
        .forEach(
            (name, registry) -> named(name).ifPresent(valid -> registries.put(valid, registry)));
    Map<String, WebhookConfig> webhooks =
        entries(root, "webhooks", WebhookConfig.class, GatewayBinder::webhook);
    WorkerConfig worker = worker(root.section("worker"));
    GatewayConfig gateway = GatewayBinder.gateway(root.section("gateway"));
    ApiConfig api = api(root.section("api"));
    Path data = root.parsed("data", Binder::path).orElse(defaults.data());
    LogConfig log = log(root.section("log"));
    TracesConfig traces = traces(root.section("traces"));
    return root.makeUnlessBroken(
        () ->
            new WaybillConfig(
                kafka, database, registries, webhooks, worker, gateway, api, data, log, traces));
  }

  private KafkaConfig kafka(Section section) {
    Optional<String> servers = section.text("bootstrapServers");
    Map<String, String> properties = section.properties("properties", SECRET_PROPERTIES);
    Section below = section.section("topics");
    TopicsConfig defaults = TopicsConfig.DEFAULT;
    int partitions = below.number("partitions", defaults.partitions());
    int replication = below.number("replicationFactor", defaults.replicationFactor());
    TopicsConfig topics =
        below.make(() -> new TopicsConfig(partitions, replication)).orElse(defaults);
    return section
        .make(() -> new KafkaConfig(servers, properties, topics))
        .orElse(KafkaConfig.DEFAULT);
  }

  private DatabaseConfig database(Section section) {
    DatabaseConfig defaults = DatabaseConfig.DEFAULT;
    Optional<String> url = section.text("url");
    Optional<String> username = section.text("username");
    Optional<Secret> password = section.secret("password");
    int connections = section.number("maxConnections", defaults.maxConnections());
    return section
        .make(() -> new DatabaseConfig(url, username, password, connections))
        .orElse(defaults);
  }

  private Optional<RegistryConfig> registry(String name, Section section) {
    Optional<String> given = section.text("url");
    Optional<URI> url = section.parsed("url", Binder::uri);
    Region region = section.parsed("region", Region::of).orElse(Region.DEFAULT);
    Optional<String> username = section.text("username");
    Optional<Secret> password = section.secret("password");
    LoginConfig login = login(section.section("login"));
    boolean insecure = section.flag("insecure", false);
    Optional<Path> ca = section.parsed("ca", Binder::path);
    int connections = section.number("maxConnections", RegistryConfig.DEFAULT_MAX_CONNECTIONS);
    Optional<Integer> requests = section.number("requestsPerSecond");
    Optional<ByteRate> bandwidth = section.parsed("bandwidth", ByteRate::parse);
    boolean prepare = section.flag("prepare", false);
    Optional<ReachConfig> reach = reach(section);
    if (given.isEmpty()) {
      section.missing("url", "where is " + name + "? (https://registry.example.com)");
    }
    URI address = url.orElse(URI.create("https://" + "placeholder.invalid"));
    return section
        .make(
            () ->
                new RegistryConfig(
                    address,
                    region,
                    username,
                    password,
                    login,
                    insecure,
                    ca,
                    connections,
                    requests,
                    bandwidth,
                    prepare,
                    reach.orElse(ReachConfig.DEFAULT)))
        .filter(made -> url.isPresent() && reach.isPresent());
  }

  private static Optional<ReachConfig> reach(Section section) {
    ReachConfig defaults = ReachConfig.DEFAULT;
    Optional<Path> certificate = section.parsed("clientCertificate", Binder::path);
    Optional<Path> key = section.parsed("clientKey", Binder::path);
    Optional<URI> proxy = section.parsed("proxy", Binder::uri);
    Optional<String> username = section.text("proxyUsername");
    Optional<Secret> password = section.secret("proxyPassword");
    List<String> noProxy = section.texts("noProxy").orElse(defaults.noProxy());
    Map<String, InetAddress> resolve = section.pairs("resolve", Binder::address);
    TimeSpan stall =
        section.parsed("stallTimeout", TimeSpan::parse).orElse(defaults.stallTimeout());
    return section.part(
        () ->
            new ReachConfig(certificate, key, proxy, username, password, noProxy, resolve, stall));
  }

  private LoginConfig login(Section section) {
    Optional<LoginConfig.Provider> provider =
        section.parsed("provider", LoginConfig.Provider::parse);
    Optional<Path> dockerConfig = section.parsed("dockerConfig", Binder::path);
    Optional<String> accessKey = section.text("accessKey");
    Optional<Secret> secretKey = section.secret("secretKey");
    Optional<Secret> sessionToken = section.secret("sessionToken");
    Optional<String> region = section.text("region");
    Optional<String> instance = section.text("instance");
    Optional<Path> keyFile = section.parsed("keyFile", Binder::path);
    Optional<String> tenant = section.text("tenant");
    Optional<String> clientId = section.text("clientId");
    Optional<Secret> clientSecret = section.secret("clientSecret");
    Optional<URI> endpoint = section.parsed("endpoint", Binder::uri);
    // Which keys have an effect cannot be said where the provider is not one.
    boolean unclear = section.text("provider").isPresent() && provider.isEmpty();
    return section
        .make(
            () ->
                unclear
                    ? LoginConfig.NONE
                    : new LoginConfig(
                        provider,
                        dockerConfig,
                        accessKey,
                        secretKey,
                        sessionToken,
                        region,
                        instance,
                        keyFile,
                        tenant,
                        clientId,
                        clientSecret,
                        endpoint))
        .orElse(LoginConfig.NONE);
  }

  private WorkerConfig worker(Section section) {
    WorkerConfig defaults = WorkerConfig.DEFAULT;
    List<String> regions = section.texts("regions").orElse(defaults.regions());
    int concurrency = section.number("concurrency", defaults.concurrency());
    int bulk = section.number("bulkConcurrency", defaults.bulkConcurrency());
    ByteSize threshold =
        section.parsed("bulkThreshold", ByteSize::parse).orElse(defaults.bulkThreshold());
    TimeSpan grace = section.parsed("graceTime", TimeSpan::parse).orElse(defaults.graceTime());
    String host = section.text("host").orElse(defaults.host());
    int port = section.number("port", defaults.port());
    RetryConfig retry = retry(section.section("retry"));
    CircuitConfig circuit = circuit(section.section("circuit"));
    return section
        .make(
            () ->
                new WorkerConfig(
                    regions, concurrency, bulk, threshold, grace, host, port, retry, circuit))
        .orElse(defaults);
  }

  private RetryConfig retry(Section section) {
    RetryConfig defaults = RetryConfig.DEFAULT;
    int attempts = section.number("attempts", defaults.attempts());
    TimeSpan first = section.parsed("first", TimeSpan::parse).orElse(defaults.first());
    TimeSpan longest = section.parsed("longest", TimeSpan::parse).orElse(defaults.longest());
    TimeSpan inSlot = section.parsed("inSlot", TimeSpan::parse).orElse(defaults.inSlot());
    return section.make(() -> new RetryConfig(attempts, first, longest, inSlot)).orElse(defaults);
  }

  private CircuitConfig circuit(Section section) {
    CircuitConfig defaults = CircuitConfig.DEFAULT;
    int failures = section.number("failures", defaults.failures());
    TimeSpan probe = section.parsed("probe", TimeSpan::parse).orElse(defaults.probe());
    TimeSpan longest =
        section.parsed("longestProbe", TimeSpan::parse).orElse(defaults.longestProbe());
    return section.make(() -> new CircuitConfig(failures, probe, longest)).orElse(defaults);
  }

  /** The api role's part. */
  ApiConfig api(Section section) {
    ApiConfig defaults = ApiConfig.DEFAULT;
    String host = section.text("host").orElse(defaults.host());
    int port = section.number("port", defaults.port());
    AccessConfig access = AccessBinder.access(section);
    NotificationsConfig notifications =
        NotificationBinder.notifications(section.section("notifications"));
    Map<String, KubernetesConfig> kubernetes =
        entries(section, "kubernetes", KubernetesConfig.class, NotificationBinder::kubernetes);
    HistoryConfig history = history(section.section("history"));
    return section
        .make(() -> new ApiConfig(host, port, access, notifications, kubernetes, history))
        .orElse(defaults);
  }

  private static HistoryConfig history(Section section) {
    HistoryConfig defaults = HistoryConfig.DEFAULT;
    TimeSpan retention = section.parsed("retention", TimeSpan::parse).orElse(defaults.retention());
    return section.make(() -> new HistoryConfig(retention)).orElse(defaults);
  }

  private LogConfig log(Section section) {
    LogConfig defaults = LogConfig.DEFAULT;
    LogConfig.Format format =
        section
            .parsed("format", text -> constant(LogConfig.Format.class, text))
            .orElse(defaults.format());
    LogConfig.Level level =
        section
            .parsed("level", text -> constant(LogConfig.Level.class, text))
            .orElse(defaults.level());
    return section.make(() -> new LogConfig(format, level)).orElse(defaults);
  }

  private static TracesConfig traces(Section section) {
    TracesConfig defaults = TracesConfig.DEFAULT;
    Optional<URI> endpoint = section.parsed("endpoint", Binder::uri);
    double ratio = section.parsed("ratio", Binder::decimal).orElse(defaults.ratio());
    Map<String, Secret> headers = section.pairs("headers", Section::toSecret);
    return section.make(() -> new TracesConfig(endpoint, ratio, headers)).orElse(defaults);
  }

  private static double decimal(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException("must be a number such as 0.1", malformed);
    }
  }

  /** The entries below a key, by the names that people chose. */
  static <T> Map<String, T> entries(
      Section root,
      String key,
      Class<? extends Record> type,
      BiFunction<String, Section, Optional<T>> binding) {
    List<String> keys = Inline.Keys.of(type);
    Map<String, T> made = new LinkedHashMap<>();
    root.entries(key, keys)
        .forEach(
            (name, section) ->
                binding.apply(name, section).ifPresent(value -> made.put(name, value)));
    return made;
  }

  private Optional<Registry> named(String name) {
    try {
      return Optional.of(Registry.of(name));
    } catch (InvalidNameException invalid) {
      problems.add("registries." + name + ": " + invalid.getMessage(), problems.source());
      return Optional.empty();
    }
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toList();
    throw new IllegalArgumentException(
        "\"" + text + "\" is not one of " + String.join(", ", names));
  }

  /** An address, and no name: nobody is to be asked for it. */
  private static InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException name) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an IP address such as 10.0.0.7 or fd00::7", name);
    }
  }

  static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException(
          "this is not an address; expected https://host[:port]", malformed);
    }
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException malformed) {
      throw new IllegalArgumentException("\"" + text + "\" is not a path", malformed);
    }
  }
}
