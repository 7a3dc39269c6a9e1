package io.waybill.gateway;

import io.waybill.chassis.config.GatewayConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.gateway.auth.Outside;
import io.waybill.gateway.auth.Proofs;
import io.waybill.gateway.senders.SenderType;
import io.waybill.gateway.senders.Senders;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The configured webhooks, by name. */
final class Endpoints {
  private final Map<String, Endpoint> byName;

  private Endpoints(Map<String, Endpoint> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * The webhooks of the configuration.
   *
   * @throws StartException with all that is wrong with them: an unknown type; a mapping where the
   *     type needs none, or none where it does; a proof that its sender cannot show; none at all
   *     although other machines can reach the listener
   */
  static Endpoints of(WaybillConfig config) throws StartException {
    return of(config, Outside.real());
  }

  /** The same, with what senders are checked with. */
  static Endpoints of(WaybillConfig config, Outside outside) throws StartException {
    List<String> problems = new ArrayList<>();
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    config
        .webhooks()
        .forEach(
            (name, webhook) -> {
              List<String> own = findProblems(name, webhook, config.gateway());
              problems.addAll(own);
              if (own.isEmpty()) {
                endpoints.put(name, endpoint(name, webhook, config, outside));
              }
            });
    if (!problems.isEmpty()) {
      throw new StartException(String.join("\n", problems));
    }
    return new Endpoints(endpoints);
  }

  /** All of them, by their names. */
  List<Endpoint> all() {
    return byName.values().stream().sorted(Comparator.comparing(Endpoint::name)).toList();
  }

  /** The webhook with this name. */
  Optional<Endpoint> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  private static List<String> findProblems(
      String name, WebhookConfig webhook, GatewayConfig gateway) {
    List<String> problems = new ArrayList<>();
    if (!webhook.proof().isAsked() && !isLoopback(gateway)) {
      problems.add(unprotected(name, gateway));
    }
    Optional<SenderType> type = Senders.find(webhook.type());
    if (type.isEmpty()) {
      problems.add(unknownType(name, webhook));
      return problems;
    }
    Parsers.refusal(name, type.get(), webhook).ifPresent(problems::add);
    problems.addAll(new Proofs(name, webhook.proof(), type.get()).findProblems(gateway.tls()));
    return problems;
  }

  /** Whether one of them is kept on disk while Kafka is away. */
  boolean isAnySpooled() {
    return byName.values().stream().anyMatch(Endpoint::isSpooled);
  }

  /** Of a webhook without problems. */
  private static Endpoint endpoint(
      String name, WebhookConfig webhook, WaybillConfig config, Outside outside) {
    SenderType type = Senders.find(webhook.type()).orElseThrow();
    return new Endpoint(
        name,
        webhook,
        host(config.registry(webhook.registry())),
        type,
        Parsers.find(type, webhook.intake().mapping()).orElseThrow(),
        new Proofs(name, webhook.proof(), type).access(outside));
  }

  private static String host(RegistryConfig registry) {
    return String.valueOf(registry.url().getAuthority()).toLowerCase(Locale.ROOT);
  }

  private static String unknownType(String name, WebhookConfig webhook) {
    return "webhooks."
        + name
        + ".type is \""
        + webhook.type()
        + "\", which is no known sender: known are "
        + Senders.known()
        + ".";
  }

  private static String unprotected(String name, GatewayConfig gateway) {
    return "webhooks."
        + name
        + " has no secret, but gateway.host is "
        + gateway.host()
        + ", which other machines can reach: set webhooks."
        + name
        + ".secret (WAYBILL_WEBHOOKS_"
        + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_")
        + "_SECRET), or listen on 127.0.0.1.";
  }

  private static boolean isLoopback(GatewayConfig gateway) {
    try {
      return InetAddress.getByName(gateway.host()).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      // The listener will say so; until then the careful answer.
      return false;
    }
  }
}
