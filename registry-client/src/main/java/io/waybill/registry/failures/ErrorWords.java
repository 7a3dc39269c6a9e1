package io.waybill.registry.failures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says went wrong: the {@code errors[]} of a registry (OCI distribution-spec 1.1,
 * "Error Codes"), or the one error of a token server or a cloud, whose names for it differ.
 */
final class ErrorWords {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** OAuth: error; AWS: __type; Alibaba: Code; Google: status. */
  private static final List<String> CODES = List.of("error", "__type", "Code", "code", "status");

  /** OAuth: error_description; AWS: message; Alibaba: Message; Docker Hub's tokens: details. */
  private static final List<String> MESSAGES =
      List.of("error_description", "message", "Message", "details", "detail");

  /** AWS STS answers in XML. */
  private static final Pattern XML =
      Pattern.compile("<Code>([^<]*)</Code>\\s*<Message>([^<]*)</Message>");

  private ErrorWords() {}

  static List<RegistryError> parse(String text) {
    String body = text.strip();
    if (body.startsWith("<")) {
      Matcher xml = XML.matcher(body);
      return xml.find() ? List.of(error(xml.group(1), xml.group(2))) : List.of();
    }
    if (!body.startsWith("{")) {
      return List.of();
    }
    try {
      JsonNode json = JSON.readTree(body);
      List<RegistryError> errors = new ArrayList<>();
      for (JsonNode error : json.path("errors")) {
        errors.add(
            error(
                error.path("code").asText("").toUpperCase(Locale.ROOT),
                error.path("message").asText("")));
      }
      return errors.isEmpty() ? other(json) : errors;
    } catch (JsonProcessingException notJson) {
      return List.of();
    }
  }

  private static List<RegistryError> other(JsonNode json) {
    // Google wraps it: {"error": {"code": 403, "message": "..", "status": "PERMISSION_DENIED"}}.
    JsonNode at = json.path("error").isObject() ? json.path("error") : json;
    Optional<String> code = first(at, CODES);
    Optional<String> message = first(at, MESSAGES);
    return code.isEmpty() && message.isEmpty()
        ? List.of()
        : List.of(error(code.orElse(""), message.orElse("")));
  }

  private static Optional<String> first(JsonNode json, List<String> keys) {
    return keys.stream()
        .map(json::path)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(value -> !value.isBlank())
        .findFirst();
  }

  /** AWS may put a name space before its code. */
  private static RegistryError error(String code, String message) {
    return new RegistryError(code.replaceFirst("^.*#", ""), Secrets.inOneLine(message));
  }
}
