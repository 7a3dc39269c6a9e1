package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Secrets;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Addresses that a registry hands out: used as given, and printed with care. */
final class Locations {
  /** Query keys that may be printed; all others may be a signature or a token. */
  private static final Set<String> PRINTABLE_KEYS =
      Set.of("digest", "mount", "from", "n", "last", "artifactType", "service", "scope");

  /** Keys of signed addresses that end so say how, and until when, they are signed. */
  private static final Pattern PUBLIC_KEYS =
      Pattern.compile("(?i)X-[a-z]+-(SignedHeaders|Algorithm|Date|Expires)|Expires|s[tev]");

  /** A value that is shorter is a flag or a name, and a part of too many words. */
  private static final int SHORTEST_SECRET = 8;

  private Locations() {}

  /**
   * The address that a {@code Location} or {@code Link} means: absolute or relative to where it was
   * given (OCI distribution-spec 1.1, "Pushing blobs").
   */
  static URI resolve(URI at, String location, String attempted) throws RegistryException {
    URI resolved = null;
    try {
      String given = location.strip();
      // java.net.URI follows RFC 2396, where a bare query loses the last part of the path.
      resolved = at.resolve(given.startsWith("?") ? at.getRawPath() + given : given);
    } catch (IllegalArgumentException malformed) {
      // Explained below, with what is missing from it.
    }
    if (resolved == null
        || resolved.getHost() == null
        || !Set.of("http", "https").contains(String.valueOf(resolved.getScheme()))) {
      throw RegistryException.because(
              FailureCode.REGISTRY_ERROR,
              attempted,
              "the registry handed out a Location that is no http address",
              null)
          .asSpent();
    }
    return resolved;
  }

  /**
   * The address that a manifest names for a foreign layer: https, or http where the registry itself
   * is spoken to so.
   */
  static URI foreign(URI registry, String address, String attempted) throws RegistryException {
    URI resolved = null;
    try {
      resolved = URI.create(address.strip());
    } catch (IllegalArgumentException malformed) {
      // Explained below, with what is missing from it.
    }
    if (resolved == null
        || resolved.getHost() == null
        || !(isHttps(resolved) || ("http".equals(resolved.getScheme()) && !isHttps(registry)))) {
      throw RegistryException.because(
              FailureCode.MANIFEST_INVALID,
              attempted,
              "the registry does not have it, and the manifest names no https address for it",
              null)
          .asSpent();
    }
    return resolved;
  }

  private static boolean isHttps(URI address) {
    return "https".equals(address.getScheme());
  }

  /** The upload's address with the digest that closes it, other parameters kept as they are. */
  static URI withDigest(URI location, Digest digest) {
    String text = location.toString();
    return URI.create(
        text + (location.getRawQuery() == null ? "?" : "&") + "digest=" + encode(digest));
  }

  /** A digest in a query. */
  static String encode(Digest digest) {
    return digest.algorithm() + "%3A" + digest.hex();
  }

  /** The address without what may be a secret. */
  static String printable(URI uri) {
    String query = uri.getRawQuery();
    String address = uri.getScheme() + "://" + authority(uri) + uri.getRawPath();
    if (query == null) {
      return address;
    }
    return address
        + "?"
        + Arrays.stream(query.split("&", -1))
            .map(Locations::printableParameter)
            .collect(Collectors.joining("&"));
  }

  /** These, and what of the address is not printed: a signature that a storage says again. */
  static Secrets secrets(URI uri, Secrets others) {
    Secrets secrets = others;
    String query = uri.getRawQuery();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String value = parameter.substring(equals + 1);
      if (equals >= 0
          && value.length() >= SHORTEST_SECRET
          && !PRINTABLE_KEYS.contains(parameter.substring(0, equals))
          && !PUBLIC_KEYS.matcher(parameter.substring(0, equals)).matches()) {
        secrets = secrets.with(value).with(decoded(value));
      }
    }
    return secrets;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException noEncoding) {
      return value;
    }
  }

  /** Host and port; a user and a password in an address are neither sent nor printed. */
  private static String authority(URI uri) {
    return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  private static String printableParameter(String parameter) {
    int equals = parameter.indexOf('=');
    String key = equals < 0 ? parameter : parameter.substring(0, equals);
    return PRINTABLE_KEYS.contains(key) ? parameter : key + "=***";
  }
}
