package io.waybill.gateway;

import io.waybill.chassis.config.MappingConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.gateway.senders.Mapping;
import io.waybill.gateway.senders.SenderType;
import io.waybill.gateway.senders.WebhookParser;
import java.util.Optional;

/** Which parser reads a webhook's bodies: its type's, or one that follows the configuration. */
final class Parsers {
  private Parsers() {}

  /** What is wrong with a webhook's mapping, in a sentence. */
  static Optional<String> refusal(String name, SenderType type, WebhookConfig webhook) {
    MappingConfig mapping = webhook.intake().mapping();
    if (type.parser().isEmpty() && mapping.repository().isEmpty()) {
      return Optional.of(
          "webhooks."
              + name
              + ".mapping.repository is missing: with the type "
              + type
              + ", the configuration says where things are in the payloads.");
    }
    if (type.parser().isPresent() && !mapping.equals(MappingConfig.NONE)) {
      return Optional.of(
          "webhooks."
              + name
              + ".mapping has no effect with the type "
              + type
              + ", whose payloads are known: leave it out, or set the type to mapped.");
    }
    return Optional.empty();
  }

  /** The parser; empty where the type needs a mapping and there is none. */
  static Optional<WebhookParser> find(SenderType type, MappingConfig mapping) {
    return type.parser()
        .or(() -> mapping.repository().map(repository -> mapping(mapping, repository).parser()));
  }

  private static Mapping mapping(MappingConfig config, String repository) {
    return new Mapping(
        config.events(),
        config.action(),
        config.pushed(),
        config.deleted(),
        repository,
        config.tag(),
        config.digest(),
        config.mediaType(),
        config.actor(),
        config.time(),
        config.id());
  }
}
