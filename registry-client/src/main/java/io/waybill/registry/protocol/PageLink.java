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

  static Optional<URI> findNext(RegistryResponse response, RegistryRequest request)
      throws RegistryException {
    for (String header : response.headers("Link")) {
      Matcher link = NEXT.matcher(header);
      if (link.find()) {
        URI next = Locations.resolve(response.from(), link.group(1), request.attempted());
        return Optional.of(atSameHost(request.uri(), next));
      }
    }
    return Optional.empty();
  }

  /**
   * A list goes on at the registry that it began at. A registry behind a proxy that does not tell
   * it its name links to the name and scheme that it knows itself by (docker distribution without
   * {@code http.host}, behind a proxy that ends TLS).
   */
  private static URI atSameHost(URI list, URI next) {
    if (RegistryCaller.isSameAuthority(list, next)) {
      return next;
    }
    String query = next.getRawQuery();
    return URI.create(
        list.getScheme()
            + "://"
            + list.getRawAuthority()
            + next.getRawPath()
            + (query == null ? "" : "?" + query));
  }
}
