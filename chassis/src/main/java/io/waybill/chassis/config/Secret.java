package io.waybill.chassis.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A password, a token, a key. It shows itself to whoever calls {@link #reveal}, and to nobody who
 * prints, logs or compares it.
 */
public final class Secret {
  private final String value;
  private final Optional<Path> file;

  private Secret(String value, Optional<Path> file) {
    this.value = value;
    this.file = file;
  }

  /**
   * The secret with this value.
   *
   * @throws IllegalArgumentException when the value is empty: an empty secret protects nothing
   */
  public static Secret of(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret cannot be empty");
    }
    return new Secret(value, Optional.empty());
  }

  /** The secret that was read from this file. */
  static Secret inFile(Path file, String value) {
    return new Secret(of(value).value, Optional.of(file));
  }

  /**
   * The secret as it is now: read again where it came from a file, for what is mounted gets
   * replaced. Where that cannot be read at this moment, it stays as it was.
   */
  public Secret current() {
    if (file.isEmpty()) {
      return this;
    }
    try {
      String now = Files.readString(file.get()).replaceFirst("\\r?\\n\\z", "");
      return now.isEmpty() ? this : new Secret(now, file);
    } catch (IOException unreadable) {
      return this;
    }
  }

  /** The value itself; it belongs in a request or a comparison, never in a text for people. */
  public String reveal() {
    return value;
  }

  /** Whether the candidate is this secret, in a time that does not depend on where they differ. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && matches(secret.value);
  }

  /** The same for all, so that a hash printed somewhere says nothing. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
