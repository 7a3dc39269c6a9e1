package io.waybill.registry.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what a token server answers. How long a token lives is reckoned from differences of the
 * server's own times, so that clocks that disagree do no harm.
 */
final class TokenAnswerParser {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern TOKEN = Pattern.compile("(?i)token[\"'\\s]*[=:]");

  /** What the token protocol says where {@code expires_in} is missing. */
  private static final Duration DEFAULT_LIFE = Duration.ofSeconds(60);

  /** Longer is not believed, and a number of seconds may be more than a clock can count. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(1);

  private TokenAnswerParser() {}

  /**
   * The token in the answer.
   *
   * @param date the answer's {@code Date}, where it has one
   * @param asked when the request was sent
   * @param attempted the words between "Tried to" and "but"
   */
  static Token parse(byte[] body, Optional<String> date, Instant asked, String attempted)
      throws RegistryException {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (java.io.IOException notJson) {
      throw unusable(attempted, "the token server's answer is not JSON: " + beginning(body));
    }
    String value = text(json, "token").or(() -> text(json, "access_token")).orElse("");
    if (value.isEmpty()) {
      throw unusable(attempted, "the token server's answer holds no token");
    }
    long seconds = json.path("expires_in").asLong(0);
    Duration life =
        seconds > 0
            ? Duration.ofSeconds(Math.min(seconds, LONGEST_LIFE.toSeconds()))
            : lifeWritten(value);
    Duration left = life.minus(age(text(json, "issued_at"), date, life));
    // A tenth of its life early, so that a request that waits in a queue still arrives with it.
    return new Token(value, asked.plus(left.multipliedBy(9).dividedBy(10)));
  }

  /**
   * How long ago the token was made: some token servers hand the same one out until it ends. By the
   * server's clock alone; nothing where it does not say, or what it says cannot be.
   */
  private static Duration age(Optional<String> issuedAt, Optional<String> date, Duration life) {
    if (issuedAt.isEmpty() || date.isEmpty()) {
      return Duration.ZERO;
    }
    try {
      Instant made = OffsetDateTime.parse(issuedAt.get()).toInstant();
      Instant answered =
          ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration age = Duration.between(made, answered);
      return age.isNegative() || age.compareTo(life) >= 0 ? Duration.ZERO : age;
    } catch (DateTimeException malformed) {
      return Duration.ZERO;
    }
  }

  /**
   * Azure's registry leaves {@code expires_in} out, but its token is a JWT with both times in it
   * (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md).
   */
  private static Duration lifeWritten(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return DEFAULT_LIFE;
    }
    try {
      JsonNode claims = JSON.readTree(java.util.Base64.getUrlDecoder().decode(parts[1]));
      long seconds = claims.path("exp").asLong(0) - claims.path("iat").asLong(0);
      boolean stated = claims.has("iat") && seconds > 0 && seconds < Duration.ofDays(1).toSeconds();
      return stated ? Duration.ofSeconds(seconds) : DEFAULT_LIFE;
    } catch (java.io.IOException | IllegalArgumentException noJwt) {
      return DEFAULT_LIFE;
    }
  }

  private static Optional<String> text(JsonNode json, String key) {
    return Optional.of(json.path(key)).filter(JsonNode::isTextual).map(JsonNode::textValue);
  }

  /**
   * A page for people says who answered: a proxy, a login page; its first words will do. Of what
   * looks like a token that was cut off, or that is written in another form, nothing is shown.
   */
  private static String beginning(byte[] body) {
    String text =
        new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8)
            .replaceAll("(?s)<[^>]*>", " ")
            .replaceAll("\\s+", " ")
            .strip();
    if (text.startsWith("{") || TOKEN.matcher(text).find()) {
      return "its %d bytes are not shown, because a token may be among them".formatted(body.length);
    }
    return text.isEmpty()
        ? "it is empty"
        : "it begins with \"" + text.substring(0, Math.min(text.length(), 80)) + "\"";
  }

  private static RegistryException unusable(String attempted, String why) {
    return RegistryException.because(FailureCode.REGISTRY_ERROR, attempted, why, null);
  }
}
