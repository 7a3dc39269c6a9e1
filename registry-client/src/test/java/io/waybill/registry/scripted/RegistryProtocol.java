package io.waybill.registry.scripted;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.scripted.RegistryStore.Shelf;
import io.waybill.registry.scripted.RegistryStore.StoredManifest;
import io.waybill.registry.scripted.ScriptedRegistry.Ability;
import io.waybill.schemas.names.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's side of the OCI distribution-spec over a store. For one caller at a time. */
final class RegistryProtocol {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern UPLOAD = Pattern.compile("/v2/(.+)/blobs/uploads/([^/]*)");
  private static final Pattern CONTENT =
      Pattern.compile("/v2/(.+)/(manifests|blobs|referrers|tags)/([^/]+)");
  private static final Pattern PART = Pattern.compile("(\\d+)-(\\d+)");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");
  private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

  private final RegistryStore store;
  private final Set<Ability> abilities;

  RegistryProtocol(RegistryStore store, Set<Ability> abilities) {
    this.store = store;
    this.abilities = abilities;
  }

  Reply serve(Request request, byte[] body) {
    if (request.path().equals("/v2/")) {
      return Reply.of(200).with("Docker-Distribution-API-Version", "registry/2.0");
    }
    if (request.path().equals("/v2/_catalog")) {
      return page(request, "repositories", List.copyOf(store.names()), JSON.createObjectNode());
    }
    Matcher upload = UPLOAD.matcher(request.path());
    if (upload.matches()) {
      return upload.group(2).isEmpty()
          ? openUpload(request, upload.group(1), body)
          : continueUpload(request, upload.group(1), upload.group(2), body);
    }
    Matcher content = CONTENT.matcher(request.path());
    if (!content.matches()) {
      return Reply.of(404);
    }
    return switch (content.group(2)) {
      case "manifests" -> manifest(request, content.group(1), content.group(3), body);
      case "blobs" -> blob(request, content.group(1), content.group(3));
      case "tags" -> tags(request, content.group(1));
      default -> referrers(content.group(1), content.group(3));
    };
  }

  private boolean has(Ability ability) {
    return abilities.contains(ability);
  }

  private Reply manifest(Request request, String name, String reference, byte[] body) {
    if (request.method().equals("PUT")) {
      return putManifest(request, name, reference, body);
    }
    if (request.method().equals("DELETE")) {
      return deleteManifest(name, reference);
    }
    Optional<Digest> digest = store.resolve(name, reference);
    if (digest.isEmpty()) {
      return Reply.error(404, "MANIFEST_UNKNOWN");
    }
    StoredManifest found = store.shelf(name).manifest(digest.get());
    return Reply.of(200, found.bytes())
        .with("Content-Type", found.mediaType())
        .with("Docker-Content-Digest", digest.get().toString());
  }

  private Reply deleteManifest(String name, String reference) {
    boolean byDigest = reference.contains(":");
    if (!byDigest && has(Ability.DELETES_BY_DIGEST)) {
      return Reply.error(400, "DIGEST_INVALID");
    }
    Shelf shelf = store.shelf(name);
    Optional<Digest> digest = store.resolve(name, reference);
    if (digest.isEmpty()) {
      return Reply.error(404, "MANIFEST_UNKNOWN");
    }
    if (byDigest) {
      shelf.manifests.remove(digest.get());
      shelf.tags.values().removeIf(digest.get()::equals);
    } else {
      shelf.tags.remove(reference);
    }
    return Reply.of(202);
  }

  private Reply putManifest(Request request, String name, String reference, byte[] body) {
    StoredManifest manifest = new StoredManifest(request.header("Content-Type").orElse(""), body);
    Digest digest = Digest.find(reference).filter(d -> d.matches(body)).orElse(Digest.sha256(body));
    if (reference.contains(":") && !reference.equals(digest.toString())) {
      return Reply.error(400, "DIGEST_INVALID");
    }
    if (!has(Ability.UNCHECKED_MANIFESTS)
        && !store.missing(name, manifest, has(Ability.SPARSE_INDEXES)).isEmpty()) {
      return Reply.error(400, "MANIFEST_BLOB_UNKNOWN");
    }
    Shelf shelf = store.shelf(name);
    shelf.manifests.put(digest, manifest);
    if (!reference.contains(":")) {
      shelf.tags.put(reference, digest);
    }
    Reply reply =
        Reply.of(201)
            .with("Location", "/v2/" + name + "/manifests/" + digest)
            .with("Docker-Content-Digest", digest.toString());
    String subject = manifest.json().path("subject").path("digest").asText("");
    return has(Ability.REFERRERS_API) && !subject.isEmpty()
        ? reply.with("OCI-Subject", subject)
        : reply;
  }

  private Reply blob(Request request, String name, String digest) {
    Optional<byte[]> found = store.findBlob(name, Digest.parse(digest));
    if (found.isEmpty()) {
      return Reply.error(404, "BLOB_UNKNOWN");
    }
    byte[] bytes = found.get();
    Matcher range = RANGE.matcher(request.header("Range").orElse(""));
    if (!range.matches() || request.method().equals("HEAD")) {
      return blob(Reply.of(200, bytes), digest);
    }
    long start = Long.parseLong(range.group(1));
    if (start >= bytes.length) {
      return Reply.of(416).with("Content-Range", "bytes */" + bytes.length);
    }
    Reply part = Reply.of(206, Arrays.copyOfRange(bytes, (int) start, bytes.length));
    return blob(part, digest)
        .with("Content-Range", "bytes " + start + "-" + (bytes.length - 1) + "/" + bytes.length);
  }

  private static Reply blob(Reply reply, String digest) {
    return reply
        .with("Content-Type", "application/octet-stream")
        .with("Docker-Content-Digest", digest);
  }

  private Reply openUpload(Request request, String name, byte[] body) {
    String mount = request.query().get("mount");
    String from = request.query().get("from");
    if (mount != null && from != null && store.mount(name, Digest.parse(mount), from)) {
      return created(name, Digest.parse(mount));
    }
    String digest = request.query().get("digest");
    if (digest != null && has(Ability.SINGLE_POST)) {
      return commit(name, digest, body);
    }
    return session(name, store.openUpload(), 0);
  }

  private Reply continueUpload(Request request, String name, String id, byte[] body) {
    Optional<ByteArrayOutputStream> upload = store.findUpload(id);
    if (upload.isEmpty()) {
      return Reply.error(404, "BLOB_UPLOAD_UNKNOWN");
    }
    if (request.method().equals("DELETE")) {
      store.closeUpload(id);
      return Reply.of(204);
    }
    if (request.method().equals("GET")) {
      return session(name, id, upload.get().size()).as(204);
    }
    if (!begins(request, upload.get().size())) {
      return session(name, id, upload.get().size()).as(416);
    }
    upload.get().writeBytes(body);
    if (request.method().equals("PATCH")) {
      return session(name, id, upload.get().size());
    }
    Reply reply =
        commit(name, request.query().getOrDefault("digest", ""), upload.get().toByteArray());
    store.closeUpload(id);
    return reply;
  }

  /** Whether a part begins where the upload ends; what says nothing of a part does. */
  private static boolean begins(Request request, int received) {
    Matcher range = PART.matcher(request.header("Content-Range").orElse("0-0"));
    return request.header("Content-Range").isEmpty()
        || (range.matches() && Long.parseLong(range.group(1)) == received);
  }

  /** Takes what arrived of a body whose sender was cut off. */
  boolean keep(Request request, byte[] part) {
    Matcher upload = UPLOAD.matcher(request.path());
    Optional<ByteArrayOutputStream> open =
        upload.matches() ? store.findUpload(upload.group(2)) : Optional.empty();
    open.ifPresent(bytes -> bytes.writeBytes(part));
    return open.isPresent();
  }

  private Reply commit(String name, String digest, byte[] bytes) {
    Optional<Digest> expected = Digest.find(digest);
    if (expected.isEmpty() || !expected.get().matches(bytes)) {
      return Reply.error(400, "DIGEST_INVALID");
    }
    store.putBlob(name, expected.get(), bytes);
    return created(name, expected.get());
  }

  private static Reply created(String name, Digest digest) {
    return Reply.of(201)
        .with("Location", "/v2/" + name + "/blobs/" + digest)
        .with("Docker-Content-Digest", digest.toString());
  }

  private static Reply session(String name, String id, int received) {
    return Reply.of(202)
        .with("Location", "/v2/" + name + "/blobs/uploads/" + id)
        .with("Docker-Upload-UUID", id)
        .with("Range", "0-" + Math.max(0, received - 1));
  }

  private Reply tags(Request request, String name) {
    Shelf shelf = store.shelf(name);
    if (shelf.tags.isEmpty() && shelf.manifests.isEmpty()) {
      return Reply.error(404, "NAME_UNKNOWN");
    }
    return page(
        request,
        "tags",
        List.copyOf(shelf.tags.keySet()),
        JSON.createObjectNode().put("name", name));
  }

  private static Reply page(Request request, String field, List<String> all, ObjectNode json) {
    int limit = Integer.parseInt(request.query().getOrDefault("n", "1000"));
    String last = request.query().getOrDefault("last", "");
    List<String> rest = all.stream().filter(name -> name.compareTo(last) > 0).toList();
    List<String> shown = rest.subList(0, Math.min(limit, rest.size()));
    shown.forEach(json.putArray(field)::add);
    Reply reply = json(json).with("Content-Type", "application/json");
    return shown.size() == rest.size()
        ? reply
        : reply.with(
            "Link",
            "<%s?n=%d&last=%s>; rel=\"next\"".formatted(request.path(), limit, shown.getLast()));
  }

  private Reply referrers(String name, String subject) {
    if (!has(Ability.REFERRERS_API)) {
      return Reply.of(404, "404 page not found\n".getBytes(StandardCharsets.UTF_8));
    }
    ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", OCI_INDEX);
    ArrayNode manifests = index.putArray("manifests");
    List<Digest> digests = new ArrayList<>(store.shelf(name).manifests.keySet());
    digests.sort((a, b) -> a.toString().compareTo(b.toString()));
    for (Digest digest : digests) {
      StoredManifest manifest = store.shelf(name).manifest(digest);
      if (manifest.json().path("subject").path("digest").asText("").equals(subject)) {
        ObjectNode entry = manifests.addObject();
        entry.put("mediaType", manifest.mediaType()).put("digest", digest.toString());
        entry.put("size", manifest.bytes().length);
        String type = manifest.json().path("artifactType").asText("");
        if (!type.isEmpty()) {
          entry.put("artifactType", type);
        }
      }
    }
    return json(index).with("Content-Type", OCI_INDEX);
  }

  private static Reply json(ObjectNode json) {
    return Reply.of(200, json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
