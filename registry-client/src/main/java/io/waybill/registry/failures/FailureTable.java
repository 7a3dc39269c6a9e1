package io.waybill.registry.failures;

import static io.waybill.registry.failures.Side.SOURCE;
import static io.waybill.registry.failures.Side.TARGET;

import io.waybill.schemas.failures.FailureCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a registry's answer means, in one place. The first row that fits counts: the registry's own
 * code and words say more than the status, so those rows come first.
 */
public final class FailureTable {
  private static final Set<Operation> ANY = EnumSet.allOf(Operation.class);
  private static final Set<Operation> MANIFEST_READS =
      EnumSet.of(
          Operation.MANIFEST_CHECK,
          Operation.MANIFEST_PULL,
          Operation.REFERRERS_LIST,
          Operation.TAGS_LIST);
  private static final Set<Operation> BLOB_READS =
      EnumSet.of(Operation.BLOB_CHECK, Operation.BLOB_PULL);
  private static final Set<Operation> PUT = EnumSet.of(Operation.MANIFEST_PUT);
  private static final Set<Operation> DELETE = EnumSet.of(Operation.MANIFEST_DELETE);
  private static final Set<Operation> PUT_OR_DELETE =
      EnumSet.of(Operation.MANIFEST_PUT, Operation.MANIFEST_DELETE);
  private static final Set<Operation> UPLOADS =
      EnumSet.of(Operation.UPLOAD_OPEN, Operation.UPLOAD_WRITE, Operation.UPLOAD_COMMIT);
  private static final Set<Operation> WRITES =
      EnumSet.of(
          Operation.MANIFEST_PUT,
          Operation.BLOB_MOUNT,
          Operation.UPLOAD_OPEN,
          Operation.UPLOAD_WRITE,
          Operation.UPLOAD_COMMIT);

  private static final Set<Operation> AT_TARGET =
      EnumSet.complementOf(EnumSet.of(Operation.PING, Operation.TOKEN, Operation.CATALOG_LIST));

  /**
   * One row.
   *
   * @param operations where it holds
   * @param side at which end; null = both
   * @param status the status; 0 = any; a hundred = all of its class
   * @param errorCode the registry's code; null = any
   * @param words a pattern of words in the registry's message, in lower case; null = any
   * @param code what it means
   */
  private record Row(
      Set<Operation> operations,
      @Nullable Side side,
      int status,
      @Nullable String errorCode,
      @Nullable String words,
      FailureCode code) {

    boolean fits(Operation operation, Side at, RegistryAnswer answer) {
      return operations.contains(operation)
          && (side == null || side == at)
          && fitsStatus(answer.status())
          && (errorCode == null || answer.has(errorCode))
          && (words == null
              || Pattern.compile(words).matcher(answer.body().toLowerCase(Locale.ROOT)).find());
    }

    private boolean fitsStatus(int actual) {
      return status == 0 || status == actual || (status % 100 == 0 && status / 100 == actual / 100);
    }
  }

  private static final List<Row> ROWS =
      List.of(
          // What the registry says in its own code or words.
          new Row(ANY, null, 0, "TOOMANYREQUESTS", null, FailureCode.RATE_LIMITED),
          new Row(ANY, null, 429, null, null, FailureCode.RATE_LIMITED),
          // ECR throttles with 400 and 503 as well, in the words of its API: "ThrottlingException:
          // Rate exceeded" (concourse/docker-image-resource#115, moby/moby#24473).
          new Row(ANY, null, 0, null, "throttlingexception", FailureCode.RATE_LIMITED),
          new Row(ANY, null, 0, null, "rate exceeded", FailureCode.RATE_LIMITED),
          // ECR: 403 DENIED "Your authorization token has expired. Reauthenticate and try again."
          new Row(ANY, null, 0, null, "token has expired", FailureCode.UNAUTHORIZED),
          // Harbor: 403 DENIED "... will exceed the configured upper limit of ..." for a quota.
          new Row(WRITES, TARGET, 0, null, "quota", FailureCode.QUOTA_EXCEEDED),
          new Row(WRITES, TARGET, 0, null, "exceed the configured", FailureCode.QUOTA_EXCEEDED),
          // ECR: 403 "... already has the maximum allowed number of images ..."
          // (aws/containers-roadmap#2159).
          new Row(WRITES, TARGET, 0, null, "maximum allowed number", FailureCode.QUOTA_EXCEEDED),
          // Artifactory: 413 "Datastore disk usage is too high".
          new Row(WRITES, TARGET, 0, null, "disk usage is too high", FailureCode.QUOTA_EXCEEDED),
          new Row(WRITES, TARGET, 507, null, null, FailureCode.QUOTA_EXCEEDED),
          // Harbor: 412 PRECONDITION "... configured as immutable, cannot be updated"; ECR: 400
          // TAG_INVALID / ImageTagAlreadyExistsException "... repository is immutable".
          new Row(PUT_OR_DELETE, TARGET, 0, null, "immutable", FailureCode.TAG_IMMUTABLE),
          // ACR, locked: 405 UNSUPPORTED "The operation is disallowed on this registry, repository
          // or image" (aka.ms/acr/faq).
          new Row(
              PUT_OR_DELETE, TARGET, 0, null, "operation is disallowed", FailureCode.TAG_IMMUTABLE),
          new Row(WRITES, TARGET, 0, null, "operation is disallowed", FailureCode.DENIED),
          new Row(PUT, TARGET, 409, null, null, FailureCode.TAG_IMMUTABLE),
          new Row(PUT, TARGET, 412, null, null, FailureCode.TAG_IMMUTABLE),
          // docker distribution: 405 UNSUPPORTED where deletes are not enabled; before 3.0, 400
          // DIGEST_INVALID for a tag; Harbor: UNSUPPORTED for a tag.
          new Row(DELETE, TARGET, 405, null, null, FailureCode.DELETE_UNSUPPORTED),
          new Row(DELETE, TARGET, 501, null, null, FailureCode.DELETE_UNSUPPORTED),
          new Row(DELETE, TARGET, 0, "UNSUPPORTED", null, FailureCode.DELETE_UNSUPPORTED),
          new Row(DELETE, TARGET, 0, "DIGEST_INVALID", null, FailureCode.DELETE_UNSUPPORTED),
          new Row(DELETE, TARGET, 409, null, null, FailureCode.TAG_IMMUTABLE),
          new Row(DELETE, TARGET, 412, null, null, FailureCode.TAG_IMMUTABLE),
          // What was put there before, or was believed to be there: brought again, it may stay.
          new Row(PUT, TARGET, 400, "MANIFEST_BLOB_UNKNOWN", null, FailureCode.REGISTRY_ERROR),
          new Row(PUT, TARGET, 400, "BLOB_UNKNOWN", null, FailureCode.REGISTRY_ERROR),
          new Row(PUT, TARGET, 400, "MANIFEST_UNKNOWN", null, FailureCode.REGISTRY_ERROR),
          // Harbor 2: 401 UNAUTHORIZED "project team not found: project team not found", whoever
          // asks
          // (src/server/middleware/v2auth).
          new Row(
              AT_TARGET,
              TARGET,
              0,
              null,
              "project \\S+ not found",
              FailureCode.TARGET_REPOSITORY_MISSING),
          new Row(WRITES, TARGET, 0, "NAME_UNKNOWN", null, FailureCode.TARGET_REPOSITORY_MISSING),
          new Row(UPLOADS, TARGET, 0, "SIZE_INVALID", null, FailureCode.BLOB_TOO_LARGE),
          new Row(ANY, null, 0, "DIGEST_INVALID", null, FailureCode.DIGEST_MISMATCH),
          // SWR, of OCI indexes: 400 "Invalid image, fail to parse 'manifest.json'"
          // (regclient/regclient#720, AliyunContainerService/image-syncer#161).
          new Row(PUT, TARGET, 0, null, "fail to parse 'manifest", FailureCode.MEDIA_TYPE_REJECTED),
          // Alibaba's, of artifacts with an empty config (weibaohui/k8m#478).
          new Row(PUT, TARGET, 400, null, "vnd.oci.empty", FailureCode.MEDIA_TYPE_REJECTED),
          new Row(PUT, TARGET, 0, null, "media type", FailureCode.MEDIA_TYPE_REJECTED),
          new Row(PUT, TARGET, 0, null, "mediatype", FailureCode.MEDIA_TYPE_REJECTED),
          new Row(PUT, TARGET, 415, null, null, FailureCode.MEDIA_TYPE_REJECTED),
          new Row(PUT, TARGET, 400, "UNSUPPORTED", null, FailureCode.MEDIA_TYPE_REJECTED),
          new Row(ANY, null, 0, "UNAUTHORIZED", null, FailureCode.UNAUTHORIZED),
          new Row(ANY, null, 0, "DENIED", null, FailureCode.DENIED),
          // What the status says.
          new Row(ANY, null, 401, null, null, FailureCode.UNAUTHORIZED),
          new Row(ANY, null, 403, null, null, FailureCode.DENIED),
          new Row(ANY, null, 408, null, null, FailureCode.TIMEOUT),
          // All of 4xx that is left.
          new Row(DELETE, TARGET, 400, null, null, FailureCode.DELETE_UNSUPPORTED),
          new Row(WRITES, TARGET, 413, null, null, FailureCode.BLOB_TOO_LARGE),
          new Row(MANIFEST_READS, SOURCE, 404, null, null, FailureCode.SOURCE_NOT_FOUND),
          new Row(MANIFEST_READS, SOURCE, 410, null, null, FailureCode.SOURCE_NOT_FOUND),
          new Row(MANIFEST_READS, TARGET, 404, null, null, FailureCode.TARGET_REPOSITORY_MISSING),
          // The manifest is there, but not what it names: the image is broken at the source.
          new Row(BLOB_READS, SOURCE, 404, null, null, FailureCode.MANIFEST_INVALID),
          // The session is gone (a restart, a time-out of the registry): a new one may do.
          new Row(UPLOADS, TARGET, 0, "BLOB_UPLOAD_UNKNOWN", null, FailureCode.REGISTRY_ERROR),
          new Row(UPLOADS, TARGET, 0, "BLOB_UPLOAD_INVALID", null, FailureCode.REGISTRY_ERROR),
          new Row(
              EnumSet.of(Operation.UPLOAD_WRITE, Operation.UPLOAD_COMMIT),
              TARGET,
              404,
              null,
              null,
              FailureCode.REGISTRY_ERROR),
          new Row(WRITES, TARGET, 404, null, null, FailureCode.TARGET_REPOSITORY_MISSING),
          new Row(PUT, TARGET, 400, null, null, FailureCode.MANIFEST_INVALID),
          new Row(PUT, TARGET, 422, null, null, FailureCode.MANIFEST_INVALID),
          new Row(ANY, null, 504, null, null, FailureCode.TIMEOUT));

  private FailureTable() {}

  /** What the answer means; {@code REGISTRY_ERROR} where no row fits. */
  public static FailureCode codeFor(Operation operation, Side side, RegistryAnswer answer) {
    for (Row row : ROWS) {
      if (row.fits(operation, side, answer)) {
        return row.code();
      }
    }
    return FailureCode.REGISTRY_ERROR;
  }
}
