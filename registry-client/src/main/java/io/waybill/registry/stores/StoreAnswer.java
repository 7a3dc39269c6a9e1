package io.waybill.registry.stores;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.transport.WireResponse;
import java.io.ByteArrayInputStream;
import java.util.Map;

/** The answers that registries give, as OCI distribution-spec 1.1 has them. */
final class StoreAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoreAnswer() {}

  /** An answer without a body. */
  static WireResponse empty(int status, Map<String, String> headers) {
    return WireResponse.of(status, headers, null, 0);
  }

  /** A document. */
  static WireResponse of(int status, Map<String, String> headers, byte[] body) {
    return WireResponse.of(status, headers, new ByteArrayInputStream(body), body.length);
  }

  /** A JSON document. */
  static WireResponse json(int status, Map<String, String> headers, ObjectNode document) {
    try {
      return of(status, headers, JSON.writeValueAsBytes(document));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A tree can be written", impossible);
    }
  }

  /**
   * A refusal, whose words are there for HEAD as well: no line is between who gives them and who
   * reads them.
   */
  static WireResponse error(int status, String code, String message) {
    ObjectNode document = JSON.createObjectNode();
    document.putArray("errors").addObject().put("code", code).put("message", message);
    return json(status, Map.of("Content-Type", "application/json"), document);
  }

  /** An empty document to be filled. */
  static ObjectNode document() {
    return JSON.createObjectNode();
  }
}
