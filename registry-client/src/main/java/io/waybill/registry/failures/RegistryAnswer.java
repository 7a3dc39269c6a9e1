package io.waybill.registry.failures;

import io.waybill.registry.transport.WireResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A registry's unwelcome answer, kept whole.
 *
 * @param status the HTTP status
 * @param errors the entries of {@code errors[]}, or what stands in their place; empty where the
 *     body has none
 * @param body the body's text, at most 16 KiB of it, in one line
 * @param retryAfter how long the registry asked to be left alone
 */
public record RegistryAnswer(
    int status, List<RegistryError> errors, String body, Optional<Duration> retryAfter) {
  private static final int KEPT = 16 * 1024;

  /** Keeps a copy of the errors. */
  public RegistryAnswer {
    errors = List.copyOf(errors);
  }

  /**
   * Reads the answer's body and closes it.
   *
   * @param secrets what the request carried, not to be kept where the answer says it again
   */
  public static RegistryAnswer read(WireResponse response, Secrets secrets) {
    try (response) {
      String text = "";
      try {
        text = new String(response.body().readNBytes(KEPT), StandardCharsets.UTF_8);
      } catch (IOException cut) {
        // The status alone has to do.
      }
      return new RegistryAnswer(
          response.status(),
          ErrorWords.parse(text).stream().map(error -> hide(error, secrets)).toList(),
          secrets.hide(Secrets.inOneLine(text)),
          response
              .header("Retry-After")
              .flatMap(value -> RetryAfterParser.parse(value, Instant.now())));
    }
  }

  private static RegistryError hide(RegistryError error, Secrets secrets) {
    return new RegistryError(secrets.hide(error.code()), secrets.hide(error.message()));
  }

  /** Whether the registry gave this code. */
  public boolean has(String code) {
    return errors.stream().anyMatch(error -> error.code().equals(code));
  }

  /** The status with the registry's words, in short. */
  public String summary() {
    String words = errors.stream().map(RegistryError::toString).collect(Collectors.joining("; "));
    return words.isEmpty() ? String.valueOf(status) : status + " (" + words + ")";
  }

  /** The status with all that the registry said. */
  public String whole() {
    return body.isEmpty() ? String.valueOf(status) : status + " " + body;
  }
}
