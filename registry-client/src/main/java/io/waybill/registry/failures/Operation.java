package io.waybill.registry.failures;

/** What is asked of a registry, one for each endpoint step. */
public enum Operation {
  /** {@code GET /v2/}. */
  PING("reach"),
  /** Fetching a token where the registry's challenge says. */
  TOKEN("get a token for"),
  /** {@code HEAD /v2/<name>/manifests/<reference>}. */
  MANIFEST_CHECK("look up the manifest"),
  /** {@code GET /v2/<name>/manifests/<reference>}. */
  MANIFEST_PULL("read the manifest"),
  /** {@code PUT /v2/<name>/manifests/<reference>}. */
  MANIFEST_PUT("put the manifest"),
  /** {@code DELETE /v2/<name>/manifests/<reference>}. */
  MANIFEST_DELETE("delete"),
  /** {@code HEAD /v2/<name>/blobs/<digest>}. */
  BLOB_CHECK("look up the blob"),
  /** {@code GET /v2/<name>/blobs/<digest>}. */
  BLOB_PULL("read the blob"),
  /** {@code POST /v2/<name>/blobs/uploads/?mount=..&from=..}. */
  BLOB_MOUNT("mount the blob"),
  /** {@code POST /v2/<name>/blobs/uploads/}. */
  UPLOAD_OPEN("open an upload to"),
  /** {@code PATCH <location>}. */
  UPLOAD_WRITE("upload the blob"),
  /** {@code GET <location>}. */
  UPLOAD_CHECK("ask how far the upload is of the blob"),
  /** {@code PUT <location>?digest=..}. */
  UPLOAD_COMMIT("finish the upload of the blob"),
  /** {@code DELETE <location>}. */
  UPLOAD_CANCEL("cancel the upload to"),
  /** {@code GET /v2/<name>/referrers/<digest>}. */
  REFERRERS_LIST("list the referrers of"),
  /** {@code GET /v2/<name>/tags/list}. */
  TAGS_LIST("list the tags of"),
  /** {@code GET /v2/_catalog}. */
  CATALOG_LIST("list the repositories of");

  private final String verb;

  Operation(String verb) {
    this.verb = verb;
  }

  /** The words between "Tried to" and the thing that it was tried on. */
  public String verb() {
    return verb;
  }
}
