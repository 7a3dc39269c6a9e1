package io.waybill.cli.migrate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a report: what became of one image and one target. The names are public API;
 * docs/migrate/README.md explains them.
 *
 * @param source the image; of a rule whose tags could not be listed, what the rule says
 * @param target where it was to go
 * @param digest what the target shows, or would show; null where that was not found out
 * @param bytes bytes written to the target; of a plan, bytes that would be at most
 * @param durationMs how long it took, in milliseconds
 * @param status what became of it
 * @param code why it failed or was left out; null = it did not
 * @param reason the same as a sentence
 */
@JsonPropertyOrder({
  "source",
  "target",
  "digest",
  "bytes",
  "durationMs",
  "status",
  "code",
  "reason"
})
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Line(
    String source,
    String target,
    @Nullable String digest,
    long bytes,
    long durationMs,
    String status,
    @Nullable FailureCode code,
    @Nullable String reason) {
  static final String COPIED = "copied";
  static final String PRESENT = "already-present";
  static final String PLANNED = "planned";

  /** It has nothing for the platforms, or is of no kind, that is wanted. */
  public static final String LEFT_OUT = "left-out";

  /** It was tried, and not copied. */
  public static final String FAILED = "failed";

  static final String NOT_TRIED = "not-tried";

  /** The tags of a rule could not be listed, or not all. */
  public static final String NOT_LISTED = "not-listed";

  /** The names of the columns, in order. */
  static final List<String> COLUMNS =
      List.of("source", "target", "digest", "bytes", "durationMs", "status", "code", "reason");

  /** A copy that was not made. */
  static Line of(
      Reference source, Reference target, String status, Failure failure, long bytes, long took) {
    return new Line(
        source.text(), target.text(), null, bytes, took, status, failure.code(), sentence(failure));
  }

  /** Why, with what the registry said. */
  static String sentence(Failure failure) {
    String words = failure.registryError();
    return sentence(failure.reason(), words == null ? "" : words);
  }

  /**
   * Why, with what the registry said.
   *
   * @param words the registry's own; may be empty
   */
  public static String sentence(String reason, String words) {
    return words.isBlank() ? reason : reason + " It said: " + words.strip();
  }

  /** Its values, in the order of the columns; what is not known is empty. */
  List<String> values() {
    return List.of(
        source,
        target,
        digest == null ? "" : digest,
        Long.toString(bytes),
        Long.toString(durationMs),
        status,
        code == null ? "" : code.name(),
        reason == null ? "" : reason);
  }
}
