package io.waybill.gateway.senders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.JsonProblems;
import java.io.IOException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies that others wrote. A field of another type than expected is an absent field; only a
 * body that is no JSON at all is an error.
 */
final class JsonBody {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,16}");

  /** The year 2500. */
  private static final double MAX_SECONDS = 16_725_225_600d;

  private JsonBody() {}

  /**
   * The document, which may be the body or the {@code payload} of a form ({@link FormBody}).
   *
   * @throws NotJsonException also where a form has none
   */
  static JsonNode readPossiblyForm(Delivery delivery, byte[] body) throws NotJsonException {
    byte[] document =
        FormBody.payload(delivery.header("content-type"), body)
            .orElseThrow(
                () ->
                    new NotJsonException(
                        "The body is a form without a readable field \"payload\"."));
    return read(document);
  }

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

  /**
   * A field's time in RFC 3339, where it is a number of seconds since 1970 (whole, or as {@code
   * 1.417566161e+09}, or as digits in a text); null where it is not.
   */
  static @Nullable String epochSeconds(JsonNode node, String name) {
    double seconds = number(node.path(name));
    // Beyond that it is milliseconds, or nonsense; NaN is false.
    return seconds > 0 && seconds < MAX_SECONDS ? rfc3339(seconds * 1000) : null;
  }

  /**
   * A time of any of the usual forms: seconds or milliseconds since 1970 become RFC 3339, a text
   * stays as it is; null where there is none.
   */
  static @Nullable String time(JsonNode value) {
    double number = number(value);
    if (number > 0 && number < MAX_SECONDS) {
      return rfc3339(number * 1000);
    }
    return number > 0 && number < MAX_SECONDS * 1000 ? rfc3339(number) : scalar(value);
  }

  /** A text, a whole number or a truth value as a text; null where it is none of them, or empty. */
  static @Nullable String scalar(JsonNode value) {
    boolean isScalar = value.isTextual() || value.isIntegralNumber() || value.isBoolean();
    return isScalar && !value.asText().isEmpty() ? value.asText() : null;
  }

  private static double number(JsonNode value) {
    if (value.isTextual()) {
      return DIGITS.matcher(value.textValue()).matches()
          ? Double.parseDouble(value.textValue())
          : Double.NaN;
    }
    return value.isNumber() ? value.doubleValue() : Double.NaN;
  }

  private static String rfc3339(double milliseconds) {
    return Instant.ofEpochMilli(Math.round(milliseconds)).toString();
  }

  /** A field's text; null where it is absent, empty or no text. */
  static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null || !value.isTextual() || value.textValue().isEmpty()
        ? null
        : value.textValue();
  }
}
