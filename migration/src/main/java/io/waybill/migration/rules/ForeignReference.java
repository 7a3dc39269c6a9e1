package io.waybill.migration.rules;

import java.util.Optional;
import java.util.Set;

/**
 * An image or a repository, as docker and the tools around it write them: without a host it is
 * Docker Hub's, and there a single word is below {@code library/}.
 *
 * @param host the registry's host, with its port
 * @param path the repository's path in it; empty where a registry alone is meant
 * @param tag the tag, if one is named
 * @param digest the digest, if one is named
 */
record ForeignReference(String host, String path, Optional<String> tag, Optional<String> digest) {
  private static final String HUB = "docker.io";
  private static final Set<String> HUB_HOSTS =
      Set.of(HUB, "index.docker.io", "registry-1.docker.io");

  /** Reads {@code [host/]repository[:tag][@digest]}. */
  static ForeignReference parse(String text) {
    String rest = text;
    Optional<String> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(rest.substring(at + 1));
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    int slash = rest.indexOf('/');
    String first = slash < 0 ? rest : rest.substring(0, slash);
    if (slash >= 0 && isHost(first)) {
      return of(first, rest.substring(slash + 1), tag, digest);
    }
    return of(HUB, rest, tag, digest);
  }

  /** Reads {@code host[/path]}, where the first part is a host whatever it looks like. */
  static ForeignReference place(String text) {
    String rest = text.replaceFirst("^(https?|docker)://", "").replaceFirst("/+$", "");
    int slash = rest.indexOf('/');
    return slash < 0
        ? new ForeignReference(canonical(rest), "", Optional.empty(), Optional.empty())
        : new ForeignReference(
            canonical(rest.substring(0, slash)),
            rest.substring(slash + 1),
            Optional.empty(),
            Optional.empty());
  }

  /** The repository at that host, by the path that the host's own users write. */
  static ForeignReference of(
      String host, String path, Optional<String> tag, Optional<String> digest) {
    String canonical = canonical(host);
    boolean official = canonical.equals(HUB) && !path.isEmpty() && path.indexOf('/') < 0;
    return new ForeignReference(canonical, official ? "library/" + path : path, tag, digest);
  }

  private static String canonical(String host) {
    return HUB_HOSTS.contains(host) ? HUB : host;
  }

  private static boolean isHost(String first) {
    return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
  }
}
