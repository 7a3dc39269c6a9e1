package io.waybill.registry.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.failures.FailureCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers mean, row by row. */
final class FailureTableTest {
  @ParameterizedTest(name = "{0} at the {1}: {2} {3} {4} is {5}")
  @CsvSource(
      nullValues = "-",
      value = {
        "MANIFEST_CHECK, SOURCE, 404, -, -, SOURCE_NOT_FOUND",
        "MANIFEST_PULL, SOURCE, 404, NAME_UNKNOWN, -, SOURCE_NOT_FOUND",
        "MANIFEST_PULL, TARGET, 404, MANIFEST_UNKNOWN, -, TARGET_REPOSITORY_MISSING",
        "UPLOAD_OPEN, TARGET, 401, UNAUTHORIZED, project team not found: project team not found,"
            + " TARGET_REPOSITORY_MISSING",
        "MANIFEST_PULL, TARGET, 401, UNAUTHORIZED, project team not found: project team not found,"
            + " TARGET_REPOSITORY_MISSING",
        "UPLOAD_OPEN, TARGET, 401, UNAUTHORIZED, 'unauthorized to access repository: team/app,"
            + " action: push', UNAUTHORIZED",
        "TOKEN, TARGET, 401, UNAUTHORIZED, user of project a not found, UNAUTHORIZED",
        "BLOB_PULL, SOURCE, 404, BLOB_UNKNOWN, -, MANIFEST_INVALID",
        "UPLOAD_OPEN, TARGET, 404, NAME_UNKNOWN, -, TARGET_REPOSITORY_MISSING",
        "UPLOAD_COMMIT, TARGET, 404, BLOB_UPLOAD_UNKNOWN, -, REGISTRY_ERROR",
        "UPLOAD_COMMIT, TARGET, 400, DIGEST_INVALID, -, DIGEST_MISMATCH",
        "UPLOAD_WRITE, TARGET, 413, -, -, BLOB_TOO_LARGE",
        "UPLOAD_OPEN, TARGET, 403, DENIED, adding 4 MiB of storage will exceed the configured upper"
            + " limit, QUOTA_EXCEEDED",
        "MANIFEST_PUT, TARGET, 403, DENIED, requested access to the resource is denied, DENIED",
        "MANIFEST_PUT, TARGET, 412, PRECONDITION, tag v1 is configured as immutable, TAG_IMMUTABLE",
        "MANIFEST_PUT, TARGET, 400, TAG_INVALID, the repository is immutable, TAG_IMMUTABLE",
        "MANIFEST_PUT, TARGET, 400, MANIFEST_INVALID, unknown media type: application/x,"
            + " MEDIA_TYPE_REJECTED",
        "MANIFEST_PUT, TARGET, 400, MANIFEST_INVALID, manifest invalid, MANIFEST_INVALID",
        "MANIFEST_PUT, TARGET, 415, -, -, MEDIA_TYPE_REJECTED",
        "MANIFEST_PUT, TARGET, 500, UNKNOWN, -, REGISTRY_ERROR",
        "MANIFEST_DELETE, TARGET, 405, UNSUPPORTED, The operation is unsupported.,"
            + " DELETE_UNSUPPORTED",
        "MANIFEST_DELETE, TARGET, 400, DIGEST_INVALID, provided digest did not match uploaded"
            + " content, DELETE_UNSUPPORTED",
        "MANIFEST_DELETE, TARGET, 412, PRECONDITION, the tag is configured as immutable,"
            + " TAG_IMMUTABLE",
        "MANIFEST_DELETE, TARGET, 405, UNSUPPORTED, The operation is disallowed on this registry,"
            + " TAG_IMMUTABLE",
        "MANIFEST_DELETE, TARGET, 403, DENIED, -, DENIED",
        "MANIFEST_DELETE, TARGET, 429, TOOMANYREQUESTS, -, RATE_LIMITED",
        "MANIFEST_PULL, SOURCE, 429, TOOMANYREQUESTS, -, RATE_LIMITED",
        "TOKEN, SOURCE, 401, -, -, UNAUTHORIZED",
        "TOKEN, TARGET, 403, -, -, DENIED",
        "BLOB_PULL, SOURCE, 504, -, -, TIMEOUT",
        "BLOB_PULL, SOURCE, 418, -, -, REGISTRY_ERROR",
        "MANIFEST_PUT, TARGET, 429, TOOMANYREQUESTS, Rate exceeded, RATE_LIMITED",
        "MANIFEST_PUT, TARGET, 400, -, ThrottlingException: Rate exceeded, RATE_LIMITED",
        "UPLOAD_OPEN, TARGET, 503, UNKNOWN, Rate exceeded, RATE_LIMITED",
        "MANIFEST_PULL, SOURCE, 429, TOOMANYREQUESTS, You have reached your pull rate limit. You"
            + " may increase the limit by authenticating and upgrading, RATE_LIMITED",
        "UPLOAD_WRITE, TARGET, 403, DENIED, Your authorization token has expired. Reauthenticate"
            + " and try again., UNAUTHORIZED",
        "MANIFEST_PUT, TARGET, 403, DENIED, quota has been exceeded on namespace, QUOTA_EXCEEDED",
        "UPLOAD_COMMIT, TARGET, 403, DENIED, 'adding 151.7 MiB of storage resource, which when"
            + " updated to current usage of 100.0 GiB will exceed the configured upper limit of"
            + " 100.0 GiB.', QUOTA_EXCEEDED",
        "MANIFEST_PUT, TARGET, 403, -, The repository with name 'a' in registry with id '1' already"
            + " has the maximum allowed number of images which is '10000', QUOTA_EXCEEDED",
        "UPLOAD_COMMIT, TARGET, 413, UNKNOWN, Datastore disk usage is too high, QUOTA_EXCEEDED",
        "MANIFEST_PUT, TARGET, 400, TAG_INVALID, The image tag 'latest' already exists in the 'app'"
            + " repository and cannot be overwritten because the repository is immutable.,"
            + " TAG_IMMUTABLE",
        "MANIFEST_PUT, TARGET, 405, UNSUPPORTED, 'The operation is disallowed on this registry,"
            + " repository or image', TAG_IMMUTABLE",
        "UPLOAD_OPEN, TARGET, 405, UNSUPPORTED, 'The operation is disallowed on this registry,"
            + " repository or image', DENIED",
        "MANIFEST_PUT, TARGET, 404, MANIFEST_BLOB_UNKNOWN, -, REGISTRY_ERROR",
        "MANIFEST_PUT, TARGET, 404, BLOB_UNKNOWN, -, REGISTRY_ERROR",
        "MANIFEST_PUT, TARGET, 400, MANIFEST_UNKNOWN, -, REGISTRY_ERROR",
        "MANIFEST_PUT, TARGET, 404, NAME_UNKNOWN, -, TARGET_REPOSITORY_MISSING",
        "MANIFEST_PUT, TARGET, 400, MANIFEST_INVALID, application/vnd.oci.empty.v1+json is not"
            + " allowed, MEDIA_TYPE_REJECTED",
        "UPLOAD_WRITE, TARGET, 400, BLOB_UPLOAD_INVALID, blob upload invalid, REGISTRY_ERROR",
        "MANIFEST_PUT, TARGET, 403, DENIED, permission_denied: write_package, DENIED",
        "MANIFEST_PUT, TARGET, 502, -, <html><h1>502 Bad Gateway</h1></html>, REGISTRY_ERROR",
        "MANIFEST_PULL, SOURCE, 503, -, <html><h1>503 Service Unavailable</h1></html>,"
            + " REGISTRY_ERROR",
        "UPLOAD_COMMIT, TARGET, 504, -, <html><h1>504 Gateway Time-out</h1></html>, TIMEOUT",
      })
  void knowsWhatAnAnswerMeans(
      Operation operation,
      Side side,
      int status,
      @Nullable String code,
      @Nullable String message,
      FailureCode meaning) {
    List<RegistryError> errors =
        code == null ? List.of() : List.of(new RegistryError(code, message == null ? "" : message));
    RegistryAnswer answer =
        new RegistryAnswer(status, errors, message == null ? "" : message, Optional.empty());

    assertThat(FailureTable.codeFor(operation, side, answer)).isEqualTo(meaning);
  }

  /** Apart from the table above, for its quotes are those of the table's values. */
  @Test
  void knowsWhatSwrSaysOfAnIndexThatItDoesNotTake() {
    RegistryAnswer answer =
        new RegistryAnswer(
            400,
            List.of(new RegistryError("UNKNOWN", "Invalid image, fail to parse 'manifest.json'")),
            "Invalid image, fail to parse 'manifest.json'",
            Optional.empty());

    assertThat(FailureTable.codeFor(Operation.MANIFEST_PUT, Side.TARGET, answer))
        .isEqualTo(FailureCode.MEDIA_TYPE_REJECTED);
  }

  @ParameterizedTest
  @CsvSource({
    "404, BLOB_UPLOAD_UNKNOWN, true",
    "400, BLOB_UPLOAD_INVALID, true",
    "404, MANIFEST_BLOB_UNKNOWN, false",
    "404, BLOB_UNKNOWN, false",
    "400, SOMETHING, false",
    "502, UNKNOWN, true",
  })
  void aLostSessionIsTriedAgainAndAPlainNoIsNot(int status, String code, boolean again) {
    RegistryException failure =
        RegistryException.answered(
            FailureCode.REGISTRY_ERROR,
            "put x",
            new RegistryAnswer(
                status, List.of(new RegistryError(code, "")), code, Optional.empty()));

    assertThat(RetryTable.DEFAULT.findWait(failure, 1).isPresent()).isEqualTo(again);
  }

  @Test
  void aTimeOutIsTriedLessOftenThanABrokenConnection() {
    RegistryException late = RegistryException.because(FailureCode.TIMEOUT, "x", "late", null);
    RegistryException cut = RegistryException.because(FailureCode.NETWORK, "x", "cut", null);

    assertThat(RetryTable.DEFAULT.findWait(late, 2)).isEmpty();
    assertThat(RetryTable.DEFAULT.findWait(cut, 2)).isPresent();
  }

  @Test
  void readsRetryAfterInSecondsAndAsADate() {
    Instant now = Instant.parse("2026-11-22T03:00:00Z");

    assertThat(RetryAfterParser.parse("125", now)).contains(Duration.ofSeconds(125));
    assertThat(RetryAfterParser.parse("Sun, 22 Nov 2026 03:00:30 GMT", now))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryAfterParser.parse("Sun, 22 Nov 2026 02:00:00 GMT", now))
        .contains(Duration.ZERO);
    assertThat(RetryAfterParser.parse("99999999999", now)).contains(Duration.ofDays(1));
    assertThat(RetryAfterParser.parse("99999999999999999999", now)).isEmpty();
    assertThat(RetryAfterParser.parse("soon", now)).isEmpty();
    assertThat(RetryAfterParser.parse("", now)).isEmpty();
  }

  @Test
  void triesTransientFailuresAgainAndOthersNot() {
    RetryTable table = new RetryTable(Duration.ofMillis(100), Duration.ofSeconds(10));
    RegistryException network =
        RegistryException.because(FailureCode.NETWORK, "read x", "it broke", null);
    RegistryException denied = RegistryException.because(FailureCode.DENIED, "read x", "no", null);

    assertThat(table.findWait(network, 1))
        .hasValueSatisfying(
            wait -> assertThat(wait).isBetween(Duration.ofMillis(50), Duration.ofMillis(100)));
    assertThat(table.findWait(network, 3))
        .hasValueSatisfying(
            wait -> assertThat(wait).isBetween(Duration.ofMillis(200), Duration.ofMillis(400)));
    assertThat(table.findWait(network, 4)).isEmpty();
    assertThat(table.findWait(network.asSpent(), 1)).isEmpty();
    assertThat(table.findWait(denied, 1)).isEmpty();
  }
}
