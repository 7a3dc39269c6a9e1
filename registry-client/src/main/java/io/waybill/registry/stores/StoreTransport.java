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
  private static final Pattern UPLOADS =
      Pattern.compile("/v2/(?<name>.+)/blobs/uploads/(?<id>[^/]*)");
  private static final Pattern TAGS = Pattern.compile("/v2/(?<name>.+)/tags/list");

  private final Registry registry;
  private final ContentStore store;
  private final StoreReader reader;
  private final Optional<StoreWriter> writer;

  /** Answers for the registry of this name. Whoever has opened the store closes it. */
  StoreTransport(Registry registry, ContentStore store) {
    this.registry = registry;
    this.store = store;
    this.reader = new StoreReader(store);
    this.writer =
        store instanceof WritableStore writable
            ? Optional.of(new StoreWriter(writable))
            : Optional.empty();
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
      return StoreAnswer.error(
          403, "DENIED", "this process has no right to " + denied.getMessage());
    } catch (IOException fault) {
      if (String.valueOf(fault.getMessage()).contains("No space left")) {
        return StoreAnswer.error(507, "DENIED", "the disk of " + store.description() + " is full");
      }
      throw fault;
    }
  }

  @Override
  public void close() throws IOException {
    if (writer.isPresent()) {
      writer.get().close();
    }
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
    Matcher uploads = UPLOADS.matcher(path);
    Matcher named = NAMED.matcher(path);
    if (uploads.matches() && writer.isPresent()) {
      return upload(request, uploads, query, writer.get());
    }
    if (!named.matches()) {
      return unsupported(request);
    }
    String what = named.group("what");
    boolean manifest = named.group("kind").equals("manifests");
    if (manifest && request.method().equals("PUT") && writer.isPresent()) {
      return writer.get().put(request, repository(named), what);
    }
    if (!isRead(request)) {
      return unsupported(request);
    }
    return switch (named.group("kind")) {
      case "manifests" -> manifest(request, repository(named), what);
      case "blobs" -> reader.blob(request, repository(named), Digest.parse(what));
      default -> reader.referrers(Digest.parse(what));
    };
  }

  private WireResponse unsupported(WireRequest request) {
    return StoreAnswer.error(
        405, "UNSUPPORTED", store.description() + " takes no " + request.method());
  }

  private WireResponse upload(WireRequest request, Matcher uploads, Query query, StoreWriter to)
      throws IOException {
    String id = uploads.group("id");
    return id.isEmpty()
        ? to.open(request, repository(uploads), query)
        : to.session(request, repository(uploads), id, query);
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
