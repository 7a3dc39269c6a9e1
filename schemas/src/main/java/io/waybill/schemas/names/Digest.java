package io.waybill.schemas.names;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An immutable content hash, written {@code algorithm:hex} (OCI image-spec 1.1, "Digests").
 *
 * @param algorithm {@code sha256} or {@code sha512}, the two that the specification registers
 * @param hex the hash in lower case: 64 digits of sha256, 128 of sha512
 */
public record Digest(String algorithm, String hex) {
  private static final int SHA256_DIGITS = 64;
  private static final int SHA512_DIGITS = 128;

  /** Checks the algorithm and the length. */
  public Digest {
    boolean valid =
        switch (algorithm) {
          case "sha256" -> isHex(hex, SHA256_DIGITS);
          case "sha512" -> isHex(hex, SHA512_DIGITS);
          default -> false;
        };
    if (!valid) {
      throw new InvalidNameException(
          "a digest",
          algorithm + ":" + hex,
          "sha256: and 64 lower-case hexadecimal digits, or sha512: and 128");
    }
  }

  private static boolean isHex(String text, int digits) {
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
        return false;
      }
    }
    return text.length() == digits;
  }

  /** Reads {@code algorithm:hex}. */
  @JsonCreator
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new InvalidNameException("a digest", text, "algorithm:hex, as in sha256:9f86d0...");
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Reads a digest that somebody else wrote: empty where it is malformed. */
  public static Optional<Digest> find(String text) {
    try {
      return Optional.of(parse(text));
    } catch (InvalidNameException malformed) {
      return Optional.empty();
    }
  }

  /** The sha256 digest of the bytes. */
  public static Digest sha256(byte[] bytes) {
    return new Digest("sha256", HexFormat.of().formatHex(hasher("sha256").digest(bytes)));
  }

  /** A new, empty hasher of this digest's algorithm. */
  public MessageDigest hasher() {
    return hasher(algorithm);
  }

  /** Whether the bytes have this digest. */
  public boolean matches(byte[] bytes) {
    return hex.equals(HexFormat.of().formatHex(hasher().digest(bytes)));
  }

  private static MessageDigest hasher(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm.equals("sha256") ? "SHA-256" : "SHA-512");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256 and SHA-512", impossible);
    }
  }

  @JsonValue
  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
