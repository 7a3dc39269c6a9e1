package io.waybill.gateway.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Amazon SNS posts: a JSON document whose fields are texts.
 *
 * @param fields those that are texts
 */
record SnsMessage(Map<String, String> fields) {
  /** The first message to a new address, which has to be answered by visiting another. */
  static final String SUBSCRIPTION = "SubscriptionConfirmation";

  /** The last message. */
  static final String UNSUBSCRIPTION = "UnsubscribeConfirmation";

  private static final String NOTIFICATION = "Notification";

  private static final List<String> OF_NOTIFICATIONS =
      List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
  private static final List<String> OF_CONFIRMATIONS =
      List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

  /** The message; empty where the body is none. */
  static Optional<SnsMessage> read(byte[] body) {
    try {
      JsonNode root = Json.lenient().readTree(body);
      if (root == null || !root.isObject()) {
        return Optional.empty();
      }
      Map<String, String> fields = new HashMap<>();
      root.properties()
          .forEach(
              field -> {
                if (field.getValue().isTextual()) {
                  fields.put(field.getKey(), field.getValue().textValue());
                }
              });
      return Optional.of(new SnsMessage(Map.copyOf(fields)));
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  /** A field; empty where it is absent. */
  String text(String field) {
    return fields.getOrDefault(field, "");
  }

  boolean isKnown() {
    return List.of(NOTIFICATION, SUBSCRIPTION, UNSUBSCRIPTION).contains(text("Type"));
  }

  /**
   * What is signed: the names and values of certain fields, in the order of their names, each on a
   * line; an absent subject is left out ("Verifying the signatures of Amazon SNS messages", in the
   * developer guide).
   */
  byte[] signed() {
    List<String> names = text("Type").equals(NOTIFICATION) ? OF_NOTIFICATIONS : OF_CONFIRMATIONS;
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      if (fields.containsKey(name)) {
        text.append(name).append('\n').append(fields.get(name)).append('\n');
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
