package io.waybill.gateway;

import io.waybill.chassis.config.GatewayConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.gateway.auth.Anyone;
import io.waybill.gateway.auth.Authenticator;
import io.waybill.gateway.auth.AuthorizationHeader;
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
   *     type needs none, or none where it does; no secret although other machines can reach the
   *     listener
   */
  static Endpoints of(WaybillConfig config) throws StartException {
    List<String> problems = new ArrayList<>();
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    config
        .webhooks()
        .forEach(
            (name, webhook) -> {
              Optional<SenderType> type = Senders.find(webhook.type());
              if (type.isEmpty()) {
                problems.add(unknownType(name, webhook));
              }
              if (!webhook.proof().isAsked() && !isLoopback(config.gateway())) {
                problems.add(unprotected(name, config.gateway()));
              }
              type.flatMap(known -> Parsers.refusal(name, known, webhook)).ifPresent(problems::add);
              type.flatMap(known -> endpoint(name, known, webhook, config))
                  .ifPresent(endpoint -> endpoints.put(name, endpoint));
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

  private static Optional<Endpoint> endpoint(
      String name, SenderType type, WebhookConfig webhook, WaybillConfig config) {
    return Parsers.find(type, webhook.intake().mapping())
        .map(
            parser ->
                new Endpoint(
                    name,
                    webhook,
                    host(config.registry(webhook.registry())),
                    type,
                    parser,
                    authenticator(webhook.proof().secrets())));
  }

  private static Authenticator authenticator(List<Secret> secrets) {
    return secrets.isEmpty() ? new Anyone() : new AuthorizationHeader(secrets);
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
