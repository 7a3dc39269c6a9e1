package io.waybill.registry.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads a list page by page, as far as its links lead. */
final class PagedPuller {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_PAGE = 8 * 1024 * 1024;

  /** Who is given the pages. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes a page.
     *
     * @return where the next one is, where the registry does not say
     */
    Optional<URI> read(JsonNode page) throws RegistryException;
  }

  private final RegistryCaller caller;

  PagedPuller(RegistryCaller caller) {
    this.caller = caller;
  }

  /**
   * Hands each page to the reader. No connection is held while the reader takes its time.
   *
   * @return the status of the first page, if it was not 200; the list then is empty
   */
  Optional<Integer> pull(RegistryRequest first, Reader reader) throws RegistryException {
    Set<URI> seen = new HashSet<>();
    Optional<URI> next = Optional.of(first.uri());
    while (next.isPresent() && seen.add(next.get())) {
      if (seen.size() > PageLink.MOST_PAGES) {
        throw RegistryException.because(
                FailureCode.REGISTRY_ERROR,
                first.attempted(),
                "the list has more than " + PageLink.MOST_PAGES + " pages",
                null)
            .asSpent();
      }
      RegistryRequest request = first.at(next.get());
      JsonNode page;
      Optional<URI> linked;
      try (RegistryResponse response = caller.call(request)) {
        if (response.status() != 200) {
          return Optional.of(response.status());
        }
        page = read(response, request);
        linked = PageLink.findNext(response, request);
      }
      Optional<URI> implied = reader.read(page);
      next = linked.or(() -> implied);
    }
    return Optional.empty();
  }

  private static JsonNode read(RegistryResponse response, RegistryRequest request)
      throws RegistryException {
    try {
      return JSON.readTree(response.body().readNBytes(LARGEST_PAGE));
    } catch (JsonProcessingException notJson) {
      throw RegistryException.because(
              FailureCode.REGISTRY_ERROR, request.attempted(), "the answer is not JSON", notJson)
          .asSpent();
    } catch (IOException fault) {
      throw ConnectionFaults.explain(request.attempted(), fault);
    }
  }
}
