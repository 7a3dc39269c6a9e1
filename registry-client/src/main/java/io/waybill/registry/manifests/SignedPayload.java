package io.waybill.registry.manifests;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * What was signed of a signed Docker schema 1 manifest. Its digest is that of this payload, without
 * the signatures (docker distribution, "Image Manifest V 2, Schema 1"): distribution 2.8 signs it
 * anew each time that it is asked, so that the bytes differ from one answer to the next and their
 * own digest means nothing.
 *
 * <p>A document whose payload says anything else than the document itself is not taken for a signed
 * one: its digest would vouch for what nobody reads.
 */
public final class SignedPayload {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private SignedPayload() {}

  /** The payload; empty where the document is not signed like that. */
  public static Optional<byte[]> find(byte[] document) {
    try {
      if (!(JSON.readTree(document) instanceof ObjectNode signed)
          || signed.path("schemaVersion").asInt() != 1
          || !signed.has("signatures")) {
        return Optional.empty();
      }
      String text = signed.path("signatures").path(0).path("protected").asText("");
      JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(text));
      int length = header.path("formatLength").asInt(-1);
      byte[] tail = Base64.getUrlDecoder().decode(header.path("formatTail").asText(""));
      if (length < 0 || length > document.length) {
        return Optional.empty();
      }
      ByteArrayOutputStream payload = new ByteArrayOutputStream(length + tail.length);
      payload.write(document, 0, length);
      payload.writeBytes(tail);
      signed.remove("signatures");
      return Optional.of(payload.toByteArray()).filter(bytes -> saysTheSame(signed, bytes));
    } catch (IOException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static boolean saysTheSame(JsonNode document, byte[] payload) {
    try {
      return document.equals(JSON.readTree(payload));
    } catch (IOException malformed) {
      return false;
    }
  }
}
