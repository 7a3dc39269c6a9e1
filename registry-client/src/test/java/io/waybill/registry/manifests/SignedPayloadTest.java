package io.waybill.registry.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.scripted.Schema1Signer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What of a document its digest is of. */
final class SignedPayloadTest {
  private static final String PAYLOAD =
      """
      {
         "schemaVersion": 1,
         "name": "team/app"
      }\
      """;

  @Test
  void isTheDocumentWithoutItsSignatures() {
    assertThat(SignedPayload.find(Schema1Signer.sign(PAYLOAD)))
        .hasValueSatisfying(
            payload -> assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(PAYLOAD));
  }

  @Test
  void isNoneWhereItSaysAnythingElseThanTheDocument() {
    String format =
        "{\"formatLength\":0,\"formatTail\":\"%s\"}"
            .formatted(base64("{\"schemaVersion\":1,\"name\":\"good\"}"));
    String forged =
        "{\"schemaVersion\":1,\"name\":\"evil\",\"signatures\":[{\"protected\":\"%s\"}]}"
            .formatted(base64(format));

    assertThat(SignedPayload.find(bytes(forged))).isEmpty();
    assertThat(SignedPayload.find(bytes(forged.replace("evil", "good")))).isPresent();
    assertThat(SignedPayload.find(bytes(forged.replace("evil\"", "evil\",\"name\":\"good\""))))
        .as("a key twice")
        .isEmpty();
  }

  @Test
  void isNoneOfOtherDocuments() {
    assertThat(SignedPayload.find(bytes("{\"schemaVersion\":2,\"signatures\":[]}"))).isEmpty();
    assertThat(SignedPayload.find(bytes("{\"schemaVersion\":1,\"signatures\":[{}]}"))).isEmpty();
    assertThat(SignedPayload.find(bytes("no JSON"))).isEmpty();
    assertThat(SignedPayload.find(new byte[0])).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
  }
}
