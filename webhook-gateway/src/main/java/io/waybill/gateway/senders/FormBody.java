package io.waybill.gateway.senders;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the JSON document of senders that can post it in two ways: as the body, or as the field
 * {@code payload} of a form, as a browser would send it (GitHub, Gitea, Forgejo).
 *
 * <p>The field is decoded byte for byte, never as text, so that a signature of the document can be
 * checked over exactly the bytes that were signed (Gitea signs the document, GitHub the form).
 */
public final class FormBody {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final byte[] FIELD = {'p', 'a', 'y', 'l', 'o', 'a', 'd', '='};

  private FormBody() {}

  /**
   * The JSON document.
   *
   * @param contentType the request's {@code Content-Type}
   * @param body the bytes as received
   * @return the body itself where it is no form; empty where it is a form without the field, or
   *     with one whose escapes are malformed
   */
  public static Optional<byte[]> payload(@Nullable String contentType, byte[] body) {
    if (!isForm(contentType)) {
      return Optional.of(body);
    }
    int start = 0;
    while (start < body.length) {
      int end = endOfField(body, start);
      if (isPayload(body, start, end)) {
        return decode(body, start + FIELD.length, end);
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private static boolean isForm(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals(FORM);
  }

  private static int endOfField(byte[] body, int start) {
    int end = start;
    while (end < body.length && body[end] != '&') {
      end++;
    }
    return end;
  }

  private static boolean isPayload(byte[] body, int start, int end) {
    if (end - start < FIELD.length) {
      return false;
    }
    for (int index = 0; index < FIELD.length; index++) {
      if (body[start + index] != FIELD[index]) {
        return false;
      }
    }
    return true;
  }

  /** Undoes the percent encoding of one value (WHATWG URL, section 5.1). */
  private static Optional<byte[]> decode(byte[] body, int start, int end) {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(end - start);
    int at = start;
    while (at < end) {
      if (body[at] != '%') {
        decoded.write(body[at] == '+' ? ' ' : body[at]);
        at++;
        continue;
      }
      boolean isWhole = at + 2 < end;
      int high = isWhole ? Character.digit(body[at + 1], 16) : -1;
      int low = isWhole ? Character.digit(body[at + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      decoded.write(high << 4 | low);
      at += 3;
    }
    return Optional.of(decoded.toByteArray());
  }
}
