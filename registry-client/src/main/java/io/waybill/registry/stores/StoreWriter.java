package io.waybill.registry.stores;

import io.waybill.registry.transport.RequestBody;
import io.waybill.registry.transport.WireRequest;
import io.waybill.registry.transport.WireResponse;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answers to requests that bring something. Blobs of a store are those of all repositories. */
final class StoreWriter {
  private static final Pattern PART = Pattern.compile("(?<from>\\d{1,18})-\\d{1,18}");

  private final WritableStore store;
  private final Map<String, StoreUpload> uploads = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  StoreWriter(WritableStore store) {
    this.store = store;
  }

  /** end-4 and end-11 {@code POST /v2/<name>/blobs/uploads/}. */
  WireResponse open(WireRequest request, String repository, Query query) throws IOException {
    Optional<Digest> mounted = Digest.find(query.get("mount"));
    if (mounted.isPresent() && store.findBlob(repository, mounted.get()).isPresent()) {
      return StoreAnswer.empty(201, Map.of());
    }
    StoreUpload upload = store.begin();
    Optional<Digest> digest = Digest.find(query.get("digest"));
    if (digest.isPresent()) {
      return commit(request, upload, digest.get());
    }
    String id = String.valueOf(numbers.incrementAndGet());
    uploads.put(id, upload);
    return taken(202, repository, id, upload);
  }

  /** end-5, end-6, end-13 and the cancel: {@code /v2/<name>/blobs/uploads/<id>}. */
  WireResponse session(WireRequest request, String repository, String id, Query query)
      throws IOException {
    StoreUpload upload = uploads.get(id);
    if (upload == null) {
      return StoreAnswer.error(404, "BLOB_UPLOAD_UNKNOWN", "there is no upload " + id);
    }
    return switch (request.method()) {
      case "GET" -> taken(204, repository, id, upload);
      case "PATCH" -> patch(request, repository, id, upload);
      case "PUT" -> {
        write(request, upload);
        uploads.remove(id);
        yield commit(upload, Digest.parse(query.get("digest")));
      }
      case "DELETE" -> {
        uploads.remove(id);
        upload.cancel();
        yield StoreAnswer.empty(204, Map.of());
      }
      default -> StoreAnswer.error(405, "UNSUPPORTED", request.method());
    };
  }

  private static WireResponse patch(
      WireRequest request, String repository, String id, StoreUpload upload) throws IOException {
    Matcher part = PART.matcher(request.headers().getOrDefault("Content-Range", ""));
    if (part.matches() && Long.parseLong(part.group("from")) != upload.size()) {
      return taken(416, repository, id, upload);
    }
    write(request, upload);
    return taken(202, repository, id, upload);
  }

  private WireResponse commit(WireRequest request, StoreUpload upload, Digest digest)
      throws IOException {
    try {
      write(request, upload);
    } catch (IOException broken) {
      upload.cancel();
      throw broken;
    }
    return commit(upload, digest);
  }

  private WireResponse commit(StoreUpload upload, Digest digest) throws IOException {
    return store.commit(upload, digest)
        ? StoreAnswer.empty(201, Map.of("Docker-Content-Digest", digest.toString()))
        : StoreAnswer.error(400, "DIGEST_INVALID", "what came is not " + digest);
  }

  private static void write(WireRequest request, StoreUpload upload) throws IOException {
    RequestBody body = request.body();
    if (body != null) {
      body.writeTo(upload);
    }
  }

  private static WireResponse taken(int status, String repository, String id, StoreUpload upload) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Location", "/v2/" + repository + "/blobs/uploads/" + id);
    headers.put("Range", "0-" + Math.max(0, upload.size() - 1));
    return StoreAnswer.empty(status, headers);
  }

  /** end-7 {@code PUT /v2/<name>/manifests/<reference>}. */
  WireResponse put(WireRequest request, String repository, String reference) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RequestBody body = request.body();
    if (body != null) {
      body.writeTo(bytes);
    }
    byte[] manifest = bytes.toByteArray();
    boolean named = reference.indexOf(':') >= 0;
    Digest digest = named ? Digest.parse(reference) : Digest.sha256(manifest);
    if (!digest.matches(manifest)) {
      return StoreAnswer.error(400, "DIGEST_INVALID", "what came is not " + digest);
    }
    Map<String, String> headers = new TreeMap<>();
    headers.put("Docker-Content-Digest", digest.toString());
    store
        .put(
            repository,
            named ? Optional.empty() : Optional.of(Tag.of(reference).name()),
            digest,
            request.headers().getOrDefault("Content-Type", ""),
            manifest)
        .ifPresent(subject -> headers.put("OCI-Subject", subject.toString()));
    return StoreAnswer.empty(201, headers);
  }

  /** Forgets what was begun and never ended. */
  void close() throws IOException {
    for (StoreUpload upload : uploads.values()) {
      upload.cancel();
    }
    uploads.clear();
  }
}
