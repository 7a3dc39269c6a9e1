package io.waybill.registry.stores;

import io.waybill.registry.transport.Transport;
import io.waybill.registry.transport.WireRequest;
import io.waybill.registry.transport.WireResponse;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers the distribution protocol (OCI distribution-spec 1.1) from a store. What is there and
 * cannot be used is answered with 410 and a sentence, since 404 would say that it never was there.
 */
public final class StoreTransport implements Transport {
  private static final Pattern NAMED =
      Pattern.compile("/v2/(?<name>.+)/(?<kind>manifests|blobs|referrers)/(?<what>[^/]+)");
  private static final Pattern TAGS = Pattern.compile("/v2/(?<name>.+)/tags/list");

  private final Registry registry;
  private final ContentStore store;
  private final StoreReader reader;

  /** Answers for the registry of this name. The store is closed with it. */
  StoreTransport(Registry registry, ContentStore store) {
    this.registry = registry;
    this.store = store;
    this.reader = new StoreReader(store);
  }

  @Override
  public WireResponse send(WireRequest request) throws IOException {
    try {
      return answer(request);
    } catch (InvalidNameException malformed) {
      return StoreAnswer.error(400, "NAME_INVALID", String.valueOf(malformed.getMessage()));
    } catch (BrokenContentException broken) {
      return StoreAnswer.error(410, "MANIFEST_UNKNOWN", String.valueOf(broken.getMessage()));
    } catch (AccessDeniedException denied) {
      return StoreAnswer.error(403, "DENIED", "this process may not read " + denied.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  private WireResponse answer(WireRequest request) throws IOException {
    String path = request.uri().getPath();
    Query query = Query.of(request.uri());
    if (path.equals("/v2/")) {
      return StoreAnswer.empty(200, Map.of());
    }
    if (path.equals("/v2/_catalog")) {
      return reader.repositories(query);
    }
    Matcher tags = TAGS.matcher(path);
    if (tags.matches()) {
      return reader.tags(repository(tags), query);
    }
    Matcher named = NAMED.matcher(path);
    if (!named.matches() || !isRead(request)) {
      return StoreAnswer.error(
          405, "UNSUPPORTED", store.description() + " is read only: " + request.method());
    }
    String what = named.group("what");
    return switch (named.group("kind")) {
      case "manifests" -> manifest(request, repository(named), what);
      case "blobs" -> reader.blob(request, repository(named), Digest.parse(what));
      default -> StoreAnswer.error(404, "UNSUPPORTED", "there is no list of referrers");
    };
  }

  private WireResponse manifest(WireRequest request, String repository, String what)
      throws IOException {
    Optional<Digest> digest =
        what.indexOf(':') >= 0
            ? Optional.of(Digest.parse(what))
            : store.findTag(repository, Tag.of(what).name());
    return digest.isEmpty()
        ? StoreAnswer.error(404, "MANIFEST_UNKNOWN", "there is no tag " + what)
        : reader.manifest(request, repository, digest.get());
  }

  private String repository(Matcher named) {
    return Repository.of(registry, named.group("name")).path();
  }

  private static boolean isRead(WireRequest request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }
}
