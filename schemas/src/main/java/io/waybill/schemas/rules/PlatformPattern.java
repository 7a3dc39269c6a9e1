package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Platforms that are wanted, written {@code os/architecture[/variant][:os.version]}: {@code
 * linux/amd64}, {@code linux/arm/v7}, {@code windows/amd64:10.0.17763}. What is left out, may be
 * anything.
 *
 * @param os the operating system, as Go's {@code GOOS} names it
 * @param architecture the CPU architecture, as Go's {@code GOARCH} names it
 * @param variant the CPU's variant
 * @param osVersion the system's version, or its first parts
 */
public record PlatformPattern(
    String os, String architecture, Optional<String> variant, Optional<String> osVersion) {
  /** In place of a system or an architecture: whichever. Rules cannot say so. */
  public static final String ANY = "*";

  private static final Pattern GRAMMAR =
      Pattern.compile(
          "([a-z0-9]{1,32})/([a-z0-9_]{1,32})(?:/([a-z0-9.]{1,32}))?(?::([A-Za-z0-9._-]{1,64}))?");

  /** Reads {@code os/architecture[/variant][:os.version]}. */
  @JsonCreator
  public static PlatformPattern parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a platform: expected os/architecture[/variant][:os.version], as in"
              + " linux/amd64, linux/arm/v7 or windows/amd64:10.0.17763");
    }
    return new PlatformPattern(
        matcher.group(1),
        matcher.group(2),
        Optional.ofNullable(matcher.group(3)),
        Optional.ofNullable(matcher.group(4)));
  }

  /**
   * Whether content for this platform is wanted. A variant that nobody names is the usual one of
   * its architecture: v8 of arm64, v7 of arm, v1 of amd64.
   *
   * @param theirVariant empty text where the image does not say
   * @param theirVersion empty text where the image does not say
   */
  public boolean matches(
      String theirOs, String theirArchitecture, String theirVariant, String theirVersion) {
    return (os.equals(ANY) || os.equals(theirOs))
        && (architecture.equals(ANY) || architecture.equals(theirArchitecture))
        && (variant.isEmpty() || variant.get().equals(usual(theirVariant)))
        && (osVersion.isEmpty()
            || theirVersion.equals(osVersion.get())
            || theirVersion.startsWith(osVersion.get() + "."));
  }

  private String usual(String theirVariant) {
    if (!theirVariant.isEmpty()) {
      return theirVariant;
    }
    return switch (architecture) {
      case "arm64" -> "v8";
      case "arm" -> "v7";
      case "amd64" -> "v1";
      default -> "";
    };
  }

  @JsonValue
  @Override
  public String toString() {
    return os
        + "/"
        + architecture
        + variant.map(name -> "/" + name).orElse("")
        + osVersion.map(version -> ":" + version).orElse("");
  }
}
