package io.waybill.registry.stores;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.transport.WireRequest;
import io.waybill.registry.transport.WireResponse;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answers to requests that change nothing. */
final class StoreReader {
  /** Names on a page, whatever was asked for: a directory is read once for each page. */
  static final int PAGE = 10_000;

  /** Larger ones are not looked into; the engine refuses them, or is told what they are. */
  private static final int LARGEST_LOOKED_INTO = 16 * 1024 * 1024;

  private static final Pattern FROM = Pattern.compile("bytes=(\\d{1,18})-");

  private final ContentStore store;
  private final ManifestTypes types = new ManifestTypes();

  StoreReader(ContentStore store) {
    this.store = store;
  }

  /** {@code GET /v2/_catalog}. */
  WireResponse repositories(Query query) throws IOException {
    List<String> names = store.repositories(query.get("last"), PAGE);
    return page(StoreAnswer.document(), "repositories", names, "/v2/_catalog");
  }

  /** end-8 {@code GET /v2/<name>/tags/list}. */
  WireResponse tags(String repository, Query query) throws IOException {
    Optional<List<String>> names = store.tags(repository, query.get("last"), PAGE);
    if (names.isEmpty()) {
      return StoreAnswer.error(
          404, "NAME_UNKNOWN", "there is no repository " + repository + " in " + place());
    }
    ObjectNode document = StoreAnswer.document().put("name", repository);
    return page(document, "tags", names.get(), "/v2/" + repository + "/tags/list");
  }

  private static WireResponse page(
      ObjectNode document, String field, List<String> names, String path) {
    ArrayNode array = document.putArray(field);
    names.forEach(array::add);
    if (names.size() < PAGE) {
      return StoreAnswer.json(200, Map.of(), document);
    }
    String last = URLEncoder.encode(names.getLast(), StandardCharsets.UTF_8);
    return StoreAnswer.json(
        200, Map.of("Link", "<%s?last=%s>; rel=\"next\"".formatted(path, last)), document);
  }

  /** end-3 {@code GET} and {@code HEAD /v2/<name>/manifests/<reference>}. */
  WireResponse manifest(WireRequest request, String repository, Digest digest) throws IOException {
    Optional<StoredContent> found = store.findManifest(repository, digest);
    if (found.isEmpty()) {
      return StoreAnswer.error(
          404, "MANIFEST_UNKNOWN", "%s has no %s in %s".formatted(repository, digest, place()));
    }
    StoredContent content = found.get();
    Map<String, String> headers = new TreeMap<>();
    headers.put("Docker-Content-Digest", digest.toString());
    headers.put("Content-Length", String.valueOf(content.size()));
    if (content.size() > LARGEST_LOOKED_INTO) {
      return isHead(request)
          ? StoreAnswer.empty(200, headers)
          : WireResponse.of(200, headers, content.open(0), content.size());
    }
    byte[] bytes = content.readAll(LARGEST_LOOKED_INTO, store.placeOf(digest));
    headers.put("Content-Type", types.of(digest, store.findMediaType(digest), bytes));
    return isHead(request) ? StoreAnswer.empty(200, headers) : StoreAnswer.of(200, headers, bytes);
  }

  /** end-2 {@code GET} and {@code HEAD /v2/<name>/blobs/<digest>}. */
  WireResponse blob(WireRequest request, String repository, Digest digest) throws IOException {
    Optional<StoredContent> found = store.findBlob(repository, digest);
    if (found.isEmpty()) {
      return StoreAnswer.error(
          404, "BLOB_UNKNOWN", "there is no " + store.placeOf(digest) + " in " + place());
    }
    StoredContent content = found.get();
    if (isHead(request)) {
      return StoreAnswer.empty(200, Map.of("Content-Length", String.valueOf(content.size())));
    }
    Matcher range = FROM.matcher(request.headers().getOrDefault("Range", ""));
    long from = range.matches() ? Long.parseLong(range.group(1)) : 0;
    if (from == 0) {
      return WireResponse.of(200, Map.of(), content.open(0), content.size());
    }
    if (from >= content.size()) {
      return StoreAnswer.error(416, "RANGE_INVALID", "it has " + content.size() + " bytes");
    }
    String part = "bytes %d-%d/%d".formatted(from, content.size() - 1, content.size());
    return WireResponse.of(
        206, Map.of("Content-Range", part), content.open(from), content.size() - from);
  }

  /** end-12a {@code GET /v2/<name>/referrers/<digest>}. */
  WireResponse referrers(Digest subject) throws IOException {
    Optional<List<ObjectNode>> found = store.findReferrers(subject);
    if (found.isEmpty()) {
      return StoreAnswer.error(404, "UNSUPPORTED", "there is no list of referrers");
    }
    ObjectNode index = StoreAnswer.document();
    index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    index.putArray("manifests").addAll(found.get());
    return StoreAnswer.json(200, Map.of("Content-Type", MediaTypes.OCI_INDEX), index);
  }

  private String place() {
    return store.description();
  }

  private static boolean isHead(WireRequest request) {
    return request.method().equals("HEAD");
  }
}
