package io.waybill.registry.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.registry.failures.RegistryException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The names in the pages of a list, each of them once. Tolerant of what registries return: {@code
 * null} for an empty list (docker distribution, of a repository that lost its last tag), a name on
 * two pages (a list that changes while it is read), all names at once whatever {@code n} says, and
 * a full page without a link to the next; then the list is asked to go on after its last name, and
 * is over where nothing new comes.
 */
final class NamePages {
  /** How many names a page is asked to have; registries give fewer as they like. */
  static final int PAGE = 1000;

  private final RegistryCaller caller;
  private final String field;

  /** Lists whose names are under this field. */
  NamePages(RegistryCaller caller, String field) {
    this.caller = caller;
    this.field = field;
  }

  /** Hands over all names, in the registry's order. */
  void pull(RegistryRequest request, ListReader<String> reader) throws RegistryException {
    // A name is a few dozen bytes: a list of 100,000 of them takes some megabytes for its time.
    Set<String> seen = new HashSet<>();
    new PagedPuller(caller).pull(request, page -> read(page, seen, request, reader));
  }

  private Optional<URI> read(
      JsonNode page, Set<String> seen, RegistryRequest request, ListReader<String> reader)
      throws RegistryException {
    String last = "";
    int count = 0;
    boolean fresh = false;
    for (JsonNode entry : page.path(field)) {
      String name = entry.asText("");
      count++;
      last = name;
      if (!name.isEmpty() && seen.add(name)) {
        fresh = true;
        reader.read(name);
      }
    }
    return count == PAGE && fresh ? Optional.of(after(request, last)) : Optional.empty();
  }

  /** Where a list goes on after this name, for a registry that does not say. */
  static URI after(RegistryRequest request, String last) {
    return URI.create(request.uri() + "&last=" + URLEncoder.encode(last, StandardCharsets.UTF_8));
  }
}
