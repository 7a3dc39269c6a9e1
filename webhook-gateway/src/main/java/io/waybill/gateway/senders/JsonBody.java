package io.waybill.gateway.senders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.JsonProblems;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies that others wrote. A field of another type than expected is an absent field; only a
 * body that is no JSON at all is an error.
 */
final class JsonBody {
  private JsonBody() {}

  /** The document, with nothing after it. */
  static JsonNode read(byte[] body) throws NotJsonException {
    try {
      JsonNode root = Json.lenient().readTree(body);
      if (root == null || root.isMissingNode()) {
        throw new NotJsonException("The body is empty or blank: a webhook posts a JSON document.");
      }
      return root;
    } catch (JsonProcessingException malformed) {
      throw new NotJsonException(
          "The body cannot be read: " + JsonProblems.describe(malformed) + ".");
    } catch (IOException malformed) {
      // Bytes that are no text in any encoding of JSON.
      throw new NotJsonException("The body is not JSON: " + malformed.getMessage() + ".");
    }
  }

  /** A field's text; null where it is absent, empty or no text. */
  static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null || !value.isTextual() || value.textValue().isEmpty()
        ? null
        : value.textValue();
  }
}
