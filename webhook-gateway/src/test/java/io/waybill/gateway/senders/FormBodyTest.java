package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormBodyTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String DOCUMENT = "{\"name\": \"zürich + 100%\", \"a\": \"b&c=d\"}";

  @Test
  void aBodyThatIsNoFormIsTheDocument() {
    assertThat(payload("application/json", "payload=%7B%7D")).isEqualTo("payload=%7B%7D");
    assertThat(payload(null, DOCUMENT)).isEqualTo(DOCUMENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {FORM, "Application/X-WWW-Form-Urlencoded; charset=UTF-8"})
  void theDocumentOfAFormIsItsPayload(String contentType) {
    String form = "payload=" + URLEncoder.encode(DOCUMENT, UTF_8);

    assertThat(payload(contentType, form)).isEqualTo(DOCUMENT);
  }

  @Test
  void otherFieldsStandBeforeAndAfterIt() {
    assertThat(payload(FORM, "payloads=1&x&payload=%7b%7D&payload=2&")).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "payload", "x=1", "payload=%", "payload=%7", "payload=%zz", "&&"})
  void aFormWithoutAReadablePayloadHasNoDocument(String form) {
    assertThat(FormBody.payload(FORM, form.getBytes(UTF_8))).isEmpty();
  }

  private static String payload(@Nullable String contentType, String body) {
    return new String(FormBody.payload(contentType, body.getBytes(UTF_8)).orElseThrow(), UTF_8);
  }
}
