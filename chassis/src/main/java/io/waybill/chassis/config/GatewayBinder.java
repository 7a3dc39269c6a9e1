package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the records of the gateway and of its webhooks from their sections. */
final class GatewayBinder {
  private GatewayBinder() {}

  /** A webhook; empty where something about it is wrong. */
  static Optional<WebhookConfig> webhook(String name, Section section) {
    Optional<String> given = section.text("registry");
    Optional<Registry> registry = section.parsed("registry", Registry::of);
    String type = section.text("type").orElse(WebhookConfig.DISTRIBUTION);
    Optional<ProofConfig> proof = proof(section);
    Optional<IntakeConfig> intake = intake(section);
    if (given.isEmpty()) {
      section.missing("registry", "which of the configured registries sends " + name + "?");
    }
    Registry sender = registry.orElse(Registry.of("unknown"));
    return section
        .make(
            () ->
                new WebhookConfig(
                    sender,
                    type,
                    proof.orElse(ProofConfig.NONE),
                    intake.orElse(IntakeConfig.DEFAULT)))
        .filter(made -> registry.isPresent() && proof.isPresent() && intake.isPresent());
  }

  private static Optional<ProofConfig> proof(Section section) {
    Optional<Secret> secret = section.secret("secret");
    List<Secret> old = section.secrets("oldSecrets");
    Optional<ProofConfig.SecretPlace> place =
        section.parsed("secretIn", ProofConfig.SecretPlace::parse);
    Optional<String> header = section.text("secretHeader");
    Optional<String> certificate = section.text("certificate");
    Optional<String> topic = section.text("topicArn");
    TokenConfig token = token(section.section("token"));
    return section.part(
        () -> new ProofConfig(secret, old, place, header, certificate, topic, token));
  }

  private static TokenConfig token(Section section) {
    TokenConfig defaults = TokenConfig.NONE;
    Optional<String> audience = section.text("audience");
    Optional<String> email = section.text("email");
    String issuer = section.text("issuer").orElse(defaults.issuer());
    URI keys = section.parsed("keys", Binder::uri).orElse(defaults.keys());
    return section.make(() -> new TokenConfig(audience, email, issuer, keys)).orElse(defaults);
  }

  private static Optional<IntakeConfig> intake(Section section) {
    Optional<String> prefix = section.text("stripPrefix");
    int requests = section.number("requestsPerSecond", IntakeConfig.DEFAULT.requestsPerSecond());
    Optional<Boolean> spool = section.flag("spool");
    MappingConfig mapping = mapping(section.section("mapping"));
    return section.part(() -> new IntakeConfig(prefix, requests, spool, mapping));
  }

  private static MappingConfig mapping(Section section) {
    Optional<String> events = section.text("events");
    Optional<String> action = section.text("action");
    List<String> pushed = section.texts("pushed").orElse(List.of());
    List<String> deleted = section.texts("deleted").orElse(List.of());
    Optional<String> repository = section.text("repository");
    Optional<String> tag = section.text("tag");
    Optional<String> digest = section.text("digest");
    Optional<String> mediaType = section.text("mediaType");
    Optional<String> actor = section.text("actor");
    Optional<String> time = section.text("time");
    Optional<String> id = section.text("id");
    return section
        .make(
            () ->
                new MappingConfig(
                    events,
                    action,
                    pushed,
                    deleted,
                    repository,
                    tag,
                    digest,
                    mediaType,
                    actor,
                    time,
                    id))
        .orElse(MappingConfig.NONE);
  }

  /** The gateway role's part. */
  static GatewayConfig gateway(Section section) {
    GatewayConfig defaults = GatewayConfig.DEFAULT;
    String host = section.text("host").orElse(defaults.host());
    int port = section.number("port", defaults.port());
    ByteSize body = section.parsed("maxBody", ByteSize::parse).orElse(defaults.maxBody());
    TimeSpan arrival =
        section.parsed("bodyTimeout", TimeSpan::parse).orElse(defaults.bodyTimeout());
    TimeSpan timeout =
        section.parsed("kafkaTimeout", TimeSpan::parse).orElse(defaults.kafkaTimeout());
    int inFlight = section.number("maxInFlight", defaults.maxInFlight());
    SpoolConfig spool = spool(section.section("spool"));
    TlsConfig tls = tls(section.section("tls"));
    return section
        .make(() -> new GatewayConfig(host, port, body, arrival, timeout, inFlight, spool, tls))
        .orElse(defaults);
  }

  private static SpoolConfig spool(Section section) {
    SpoolConfig defaults = SpoolConfig.DEFAULT;
    Optional<Path> directory = section.parsed("directory", Binder::path);
    ByteSize size = section.parsed("maxSize", ByteSize::parse).orElse(defaults.maxSize());
    return section.make(() -> new SpoolConfig(directory, size)).orElse(defaults);
  }

  private static TlsConfig tls(Section section) {
    Optional<Path> certificate = section.parsed("certificate", Binder::path);
    Optional<Path> key = section.parsed("key", Binder::path);
    Optional<Path> clients = section.parsed("clientAuthorities", Binder::path);
    return section.make(() -> new TlsConfig(certificate, key, clients)).orElse(TlsConfig.NONE);
  }
}
