package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The next page that an answer's {@code Link} header points to (RFC 8288), relative or absolute.
 */
final class PageLink {
  /** More pages than any registry has: beyond it the links run in a circle. */
  static final int MOST_PAGES = 10_000;

  private static final Pattern NEXT =
      Pattern.compile("<([^>]*)>\\s*;[^,]*?rel\\s*=\\s*\"?next\"?", Pattern.CASE_INSENSITIVE);

  private PageLink() {}

  static Optional<URI> findNext(RegistryResponse response, String attempted)
      throws RegistryException {
    for (String header : response.headers("Link")) {
      Matcher link = NEXT.matcher(header);
      if (link.find()) {
        return Optional.of(Locations.resolve(response.from(), link.group(1), attempted));
      }
    }
    return Optional.empty();
  }
}
