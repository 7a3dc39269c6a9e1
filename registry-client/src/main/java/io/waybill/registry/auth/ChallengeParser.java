package io.waybill.registry.auth;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code WWW-Authenticate} (RFC 9110, section 11.6.1). Where a registry offers both, the
 * token is taken.
 */
public final class ChallengeParser {
  private static final Pattern SCHEME = Pattern.compile("(?i)(?:^|,)\\s*(bearer|basic)(?=\\s|$|,)");
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z_]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,]+))");

  private ChallengeParser() {}

  /** The challenge in these headers; empty where there is none that is understood. */
  public static Optional<Challenge> parse(List<String> headers) {
    Optional<Challenge> basic = Optional.empty();
    for (String header : headers) {
      Matcher scheme = SCHEME.matcher(header);
      while (scheme.find()) {
        if (scheme.group(1).equalsIgnoreCase("basic")) {
          basic = Optional.of(new Challenge.Basic());
        } else {
          Optional<Challenge> bearer = bearer(header.substring(scheme.end()));
          if (bearer.isPresent()) {
            return bearer;
          }
        }
      }
    }
    return basic;
  }

  private static Optional<Challenge> bearer(String text) {
    Map<String, String> parameters = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.find()) {
      String quoted = parameter.group(2);
      String value = quoted != null ? quoted.replaceAll("\\\\(.)", "$1") : parameter.group(3);
      if (value != null) {
        parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), value);
      }
    }
    String realm = parameters.get("realm");
    if (realm == null) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(realm);
      if (uri.getHost() == null || !isOfTheWeb(uri)) {
        return Optional.empty();
      }
      return Optional.of(
          new Challenge.Bearer(
              uri,
              Optional.ofNullable(parameters.get("service")),
              Optional.ofNullable(parameters.get("scope"))));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /**
   * A registry may name anything; what is neither http nor https is nothing to send a request to.
   */
  private static boolean isOfTheWeb(URI address) {
    return "https".equalsIgnoreCase(address.getScheme())
        || "http".equalsIgnoreCase(address.getScheme());
  }
}
